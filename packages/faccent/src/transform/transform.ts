import type { DataType, Expression } from 'onnx-grad';
import { type Description, kind } from '../declaration/declare.js';
import { usually } from '../declaration/option.js';
import { count } from '../declaration/schema.js';
import type { Size } from '../image/image.js';
import type { Random } from '../math/random.js';

/** What a transform is made for. */
export interface ViewShape {
  /** The picture that is optimized. */
  readonly canvas: Size;
  /** The model's input. */
  readonly view: Size;
}

/** A graph input that a transform's random draw fills. */
export interface DrawInput {
  readonly type: DataType;
  readonly dims: readonly number[];
  /**
   * Whether its first axis is the view. Where every input says so or the contrary, views can be taken in groups;
   * undefined: they cannot.
   */
  readonly perView?: boolean;
}

/** What one draw fills graph inputs with, by name. */
export type Draw = Readonly<Record<string, Float32Array | BigInt64Array>>;

/** How far a run is: steps are counted from 0. */
export interface Progress {
  readonly step: number;
  readonly steps: number;
}

/** A transform as plain JSON: the name of the function that makes it, and that function's options. */
export type TransformDescription = Description;

/**
 * A random augmentation: canvas → views (docs/method.md, 4). JavaScript draws a few numbers a step; the graph does the
 * rest. The same draw is applied to the image and to its seed.
 */
export interface Transform {
  readonly name: string;
  /** What `transforms.read` makes the same transform of. */
  readonly description: TransformDescription;
  /** How many views a step sees. */
  readonly views: number;
  /** Graph inputs that draws fill, by name. */
  inputs(shape: ViewShape): Readonly<Record<string, DrawInput>>;
  /** What stays the same for a whole run. */
  prepare(random: Random, shape: ViewShape): Draw;
  /** The draw of one step of a run. */
  draw(random: Random, shape: ViewShape, progress: Progress): Draw;
  /** Turns drawn inputs into a function from a canvas (1, 3, H, W) to views (views, 3, h, w), both in [0, 1]. */
  apply(draws: Readonly<Record<string, Expression>>, shape: ViewShape): (image: Expression) => Expression;
}

/** What a transform is but for its name and description. */
export type BuiltTransform = Omit<Transform, 'name' | 'description'>;

/**
 * Declares a transform: its function, its JSON, its short form and its lines in help and docs come from this. One file a
 * transform.
 * @example export const mine = transform('mine', { about: 'what it does', options: { views }, build });
 */
export const transform = kind<Transform, BuiltTransform>('transform', (built, own) => ({ ...built, ...own }));

/** How many views a step sees, where it can be said: command lines say it for whatever has an option of this name. */
export const views = usually(count(), 16, 'views a step', { formerly: ['crops'] });
