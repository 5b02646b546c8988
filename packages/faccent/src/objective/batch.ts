import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { norm } from './cosine.js';
import { type Objective, describe } from './objective.js';
import { type Unit, directionOf, project, severalImages } from './unit.js';

/** Options of `alignment`. */
export interface AlignmentOptions {
  readonly layer: string;
  /** The penalty is divided by this for each step that two images are apart; 2 by default. */
  readonly decay?: number;
}

/** Options of `diversity`. */
export interface DiversityOptions {
  readonly layer: string;
}

/** What an end of an interpolation shows. */
export interface InterpolationEnd {
  readonly layer: string;
  /** A channel's index, or a direction (one number a channel, used as it is). */
  readonly unit: Unit;
}

/** Options of `interpolation`. */
export interface InterpolationOptions {
  /** What the first image of the batch is to show. */
  readonly from: InterpolationEnd;
  /** What the last image of the batch is to show. */
  readonly to: InterpolationEnd;
}

/** Images further apart than this in the batch are not aligned. */
const NEIGHBOURHOOD = 4;

/**
 * Minus the mean squared difference of neighbouring images of a batch, summed over pairs up to four apart: raising it
 * draws like things in the same places (Lucid's `alignment`). Acts on any layer, `input` included.
 * @throws FaccentError if the decay is not above zero; when the graph is built, if the batch has one image
 * @example add(interpolation({ from, to }), multiply(0.1, alignment({ layer: 'mixed3b' })))
 */
export function alignment({ layer, decay = 2 }: AlignmentOptions): Objective {
  if (!(decay > 0 && Number.isFinite(decay)))
    throw new FaccentError(`the alignment's decay must be a positive number, not ${decay}`);
  return {
    name: 'alignment',
    layers: [layer],
    description: describe('alignment', { layer, decay }),
    inputs: () => ({}),
    value: (activations) => {
      const a = activations(layer);
      const count = severalImages(a, 'alignment');
      const apart = Array.from({ length: Math.min(NEIGHBOURHOOD, count - 1) }, (_, i) => i + 1);
      return apart
        .map((d) => {
          const pairs = count - d;
          const difference = a.slice(1, 0, pairs).sub(a.slice(1, d, count));
          return difference
            .square()
            .mean()
            .mul(-pairs / decay ** d);
        })
        .reduce((sum, term) => sum.add(term));
    },
  };
}

/**
 * How alike the images of a batch are in style: the cosine of the Gram matrices (channels × channels, over positions)
 * of every image with every other, summed over the others, averaged over images and views. In [0, batch − 1] where
 * activations are not negative. Named as in Lucid, where one subtracts it to get images that differ.
 * @throws FaccentError when the graph is built, if the batch has one image
 * @example subtract(channel({ layer: 'mixed5a', unit: 9 }), multiply(100, diversity({ layer: 'mixed5a' })))
 */
export function diversity({ layer }: DiversityOptions): Objective {
  return {
    name: 'diversity',
    layers: [layer],
    description: describe('diversity', { layer }),
    inputs: () => ({}),
    value: (activations) => {
      const a = activations(layer);
      const count = severalImages(a, 'diversity');
      const flat = a.reshape([...a.dims.slice(0, 3), a.dims.slice(3).reduce((x, y) => x * y, 1)]);
      const grams = flat.matmul(flat.swapped());
      const unit = grams.div(norm(grams, [2, 3]).unsqueeze(2, 3));
      // Σ over pairs of products = (Σ)² − Σ of squares: the work grows with the batch, not with its pairs
      const all = unit.sum([1]).square().sum([1, 2]);
      const own = unit.square().sum([1, 2, 3]);
      return all.sub(own).mean().div(count);
    },
  };
}

/**
 * From one channel to another over the batch: image n of N shows `(1 − n/(N−1)) · from + n/(N−1) · to`, each the mean
 * over views and positions; summed over images (Lucid's `channel_interpolate`).
 * @throws FaccentError if a unit is out of range; when the graph is built, if the batch has one image
 * @example interpolation({ from: { layer: 'mixed4a', unit: 460 }, to: { layer: 'mixed4a', unit: 465 } })
 */
export function interpolation({ from, to }: InterpolationOptions): Objective {
  const ends = { from: { layer: from.layer, unit: from.unit }, to: { layer: to.layer, unit: to.unit } };
  return {
    name: 'interpolation',
    layers: [...new Set([from.layer, to.layer])],
    description: describe('interpolation', ends),
    inputs: (dims) => ({
      from: directionOf(from.unit, dims(from.layer)[2]!, from.layer),
      to: directionOf(to.unit, dims(to.layer)[2]!, to.layer),
      share: shares(dims(from.layer)[1]!),
    }),
    value: (activations, inputs) => {
      const first = activations(from.layer);
      severalImages(first, 'interpolation');
      const start = imageMeans(project(first, inputs.from!));
      const end = imageMeans(project(activations(to.layer), inputs.to!));
      return start.add(end.sub(start).mul(inputs.share!)).sum();
    },
  };
}

/** How much of the far end each image shows: 0 to 1 in equal steps. */
const shares = (count: number) => ({
  dims: [count],
  values: Float32Array.from({ length: count }, (_, n) => n / Math.max(1, count - 1)),
});

/** Mean over views and positions: (batch). */
const imageMeans = (values: Expression): Expression =>
  values.mean(values.dims.flatMap((_, axis) => (axis === 1 ? [] : [axis])));
