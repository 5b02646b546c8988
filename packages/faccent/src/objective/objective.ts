import type { Expression } from 'onnx-grad';
import type { Description } from '../declaration/json.js';

export { type Json, describe } from '../declaration/json.js';

/** A graph input that names the unit, with its value: the compiled graph serves every unit of the layer. */
export interface ObjectiveInput {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** An objective as plain JSON: the name of the function that makes it, and that function's options. */
export type ObjectiveDescription = Description;

/** Shape of a layer's activations. */
export type DimsOf = (layer: string) => readonly number[];

/**
 * A scalar to raise (METHOD.md, section 4). Activations come as (views, batch, channels, h, w), or (views, batch,
 * channels) where the layer has no positions. The layer `input` is the views that the network is shown, in [0, 1].
 */
export interface Objective {
  readonly name: string;
  /** Names of the model's values that it looks at. */
  readonly layers: readonly string[];
  /** Whether its value on views is the mean of its values on each: then views can be taken in groups. */
  readonly meanOverViews?: boolean;
  /** What `objectiveFrom` makes the same objective of. */
  readonly description: ObjectiveDescription;
  /** What it reads besides activations, given the layers' shapes. @throws FaccentError if a unit is out of range. */
  inputs(dims: DimsOf): Readonly<Record<string, ObjectiveInput>>;
  /** The scalar, as an expression. @throws FaccentError if the batch lacks an image that is asked for. */
  value(activations: (layer: string) => Expression, inputs: Readonly<Record<string, Expression>>): Expression;
}
