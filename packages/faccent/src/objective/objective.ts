import type { Expression } from 'onnx-grad';
import { type Description, kind } from '../declaration/declare.js';
import type { Model } from '../model/model.js';

/** A graph input that names the unit, with its value: the compiled graph serves every unit of the layer. */
export interface ObjectiveInput {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** An objective as plain JSON: the name of the function that makes it, and that function's options. */
export type ObjectiveDescription = Description;

/** Shape of a layer's activations. @param network whose it is; by default that of the run */
export type DimsOf = (layer: string, network?: Model) => readonly number[];

/** Activations of a layer. @param network whose it is; by default that of the run */
export type LayerOf = (layer: string, network?: Model) => Expression;

/** What an objective looks at in a network. */
export interface SeenNetwork {
  readonly model: Model;
  readonly layers: readonly string[];
  /** Those of which it also sees what the photograph has there. */
  readonly photographLayers?: readonly string[];
}

/** Two objectives of which one is raised while the other stays or falls. */
export interface Opposed {
  readonly raised: Objective;
  readonly other: Objective;
}

/**
 * A scalar to raise (docs/method.md, 5.1). Activations come as (views, batch, channels, h, w), or (views, batch,
 * channels) where the layer has no positions. The layer `input` is the views that the network is shown, in [0, 1].
 */
export interface Objective {
  readonly name: string;
  /** Names of the model's values that it looks at. */
  readonly layers: readonly string[];
  /** Whether its value on views is the mean of its values on each: then views can be taken in groups. */
  readonly meanOverViews?: boolean;
  /**
   * Those of which it also sees what the photograph that the run starts from has there, on the same views: then the run
   * starts from one.
   */
  readonly photographLayers?: readonly string[];
  /** What it looks at in other networks, which are shown the same views. */
  readonly networks?: readonly SeenNetwork[];
  /** What it weighs against each other: a run tells both, on the whole picture, along its way. */
  readonly against?: Opposed;
  /** What `objectives.read` makes the same objective of. */
  readonly description: ObjectiveDescription;
  /** What it reads besides activations, given the layers' shapes. @throws FaccentError if a unit is out of range. */
  inputs(dims: DimsOf): Readonly<Record<string, ObjectiveInput>>;
  /**
   * The scalar, as an expression.
   * @param photograph activations of the photograph in `photographLayers`, shaped as the picture's
   * @throws FaccentError if the batch lacks an image that is asked for
   */
  value(activations: LayerOf, inputs: Readonly<Record<string, Expression>>, photograph?: LayerOf): Expression;
}

/** What the declaration of an objective builds. */
export type Built = Omit<Objective, 'name' | 'description'>;

/**
 * Declares an objective: its function, its JSON and its lines in help and docs come from this. One file an objective, or
 * a few that share what they compute.
 * @example export const total = objective('total', { about, options: { layer: required(text, 'the layer') }, build });
 */
export const objective = kind<Objective, Built>('objective', (built, own) => ({ ...built, ...own }));
