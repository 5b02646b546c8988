import type { Expression } from 'onnx-grad';
import { kind } from '../declaration/declare.js';
import type { ShortForm } from '../declaration/short-form.js';
import type { Size } from '../image/image.js';
import type { Random } from '../math/random.js';
import type { Draw, DrawInput, Progress, TransformDescription, ViewShape } from './transform.js';

/** An axis of an image: 0 its height, 1 its width. */
export type Axis = 0 | 1;

/**
 * One stage of a composed transform: images (1 or n, 3, H, W) → (n, 3, H′, W′). Its `ViewShape`s have what it is given as
 * the canvas and what it makes as the view.
 */
export interface Stage {
  readonly name: string;
  /** What `compose` and `transforms.read` make the same stage of. */
  readonly description: TransformDescription;
  /**
   * Size of what it makes.
   * @param view the model's input
   * @throws FaccentError if it cannot take images of the size `from`
   */
  size(from: Size, view: Size): Size;
  /** What it draws; where it draws nothing, it does the same to all views. */
  readonly random?: RandomDraws;
  /** Images → images. Of the two, a stage has one. */
  apply?(draws: Drawn, shape: ViewShape): (images: Expression) => Expression;
  /**
   * The matrix (n, to, from) that it multiplies an axis by, where that is all it does: matrices of consecutive stages
   * are multiplied with each other before any image is.
   */
  matrix?(draws: Drawn, shape: ViewShape, axis: Axis): Expression;
}

/** Draws as they stand in a graph. */
export type Drawn = Readonly<Record<string, Expression>>;

/** The random part of a stage, as `Transform` has it, for any number of views. */
export interface RandomDraws {
  inputs(views: number, shape: ViewShape): Readonly<Record<string, DrawInput>>;
  prepare?(random: Random, shape: ViewShape): Draw;
  draw(random: Random, views: number, shape: ViewShape, progress: Progress): Draw;
}

/**
 * Declares a stage: its function, its JSON, its short form and its lines in help and docs come from this. One file a stage.
 * @example export const mine = stage('mine', { about: 'what it does', options: {}, build });
 */
export const stage = kind<Stage, Omit<Stage, 'name' | 'description'>>('stage', (built, own) => ({
  ...built,
  ...own,
}));

/** One number a view. */
export const perView = (views: number, ...dims: number[]): DrawInput => ({
  type: 'float32',
  dims: [views, ...dims],
  perView: true,
});

/** One of the choices for each view. */
export const chosen = (random: Random, views: number, choices: ArrayLike<number>): Float32Array =>
  Float32Array.from({ length: views }, () => choices[random.below(choices.length)]!);

/** The short form of a stage that chooses from numbers: `:NUMBER:NUMBER…`, one at least. */
export const chosenFrom = (number: string, option: string): ShortForm => ({
  usage: `:${number}:${number}…`,
  count: (n) => n > 0,
  options: (given) => ({ [option]: given }),
});
