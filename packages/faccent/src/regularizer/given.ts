import { lpDistance } from './lp-distance.js';
import type { Regularizer } from './regularizer.js';

/** A layer at which an image stays close to its seed: the options of `lpDistance`. */
export type RegularizedLayer = Parameters<typeof lpDistance>[0];

/** What a run can be told to regularize: a layer's name, regularized layers, regularizers; `null`: nothing. */
export type Regularize = null | string | OneOf | readonly OneOf[];

type OneOf = RegularizedLayer | Regularizer;

/**
 * The regularizers that stand for what a run was told.
 * @throws FaccentError on a power or a weight that makes no distance
 * @example regularizersOf('block3b').map(({ description }) => description); // [{ name: 'lpDistance', layer: 'block3b' }]
 */
export function regularizersOf(given: Regularize): readonly Regularizer[] {
  if (given === null) return [];
  if (typeof given === 'string') return [lpDistance({ layer: given })];
  const made = (one: OneOf, path: string): Regularizer =>
    'value' in one ? one : lpDistance.declared.make({ ...one }, path);
  return 'length' in given
    ? given.map((one, i) => made(one, `regularize[${i}]`))
    : [made(given, 'regularize')];
}
