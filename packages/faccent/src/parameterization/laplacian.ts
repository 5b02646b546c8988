import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { describe } from '../declaration/json.js';
import { type Parameterization, normalNoise, sizeOfImages } from './parameterization.js';
import { reduced, resized } from './pyramid.js';
import { type ColourOptions, colour } from './rgb.js';

const RANDOM_DEVIATION = 0.01;

/** Options of `laplacian`. */
export interface LaplacianOptions extends ColourOptions {
  /** Levels of the pyramid, each half as large as the one before; 4 by default. */
  readonly levels?: number;
}

/**
 * A Laplacian pyramid, as in Lucid (`laplacian_pyramid`): x = σ( (p₀ + up(p₁ + up(p₂ + …))) · C ), where each level has
 * half the height and width of the one before, rounded up, and is enlarged bilinearly. What all levels agree on moves
 * further in a step, so low frequencies are favoured, locally. Parameters: (1, 3, h, w), (1, 3, ⌈h/2⌉, ⌈w/2⌉), …
 * A photograph is encoded as differences between its reductions (Burt and Adelson 1983), exactly. A random start is
 * normal with standard deviation 0.01.
 * @param options `desaturation` is 1 by default, `decorrelate` is on
 * @throws FaccentError unless there is at least one level
 * @example accentuate(model, photo, objective, { parameterization: laplacian({ levels: 5 }) })
 */
export function laplacian(options: LaplacianOptions = {}): Parameterization {
  const { levels = 4, ...rest } = options;
  if (!(Number.isInteger(levels) && levels > 0))
    throw new FaccentError(`a pyramid has 1, 2, … levels, not ${levels}`);
  const { logits, planes } = colour(rest);
  const sizes = (size: Size): Size[] => Array.from({ length: levels }, (_, i) => reduced(size, 2 ** i));
  const shapes = (size: Size): number[][] => sizes(size).map((level) => [1, 3, ...level]);
  return {
    name: 'laplacian',
    description: describe('laplacian', options),
    shapes: (size) => ({ parameters: shapes(size), fixed: [] }),
    encode: (x) => {
      const parameters: Expression[] = [];
      let rest = planes(x);
      const all = sizes(sizeOfImages(x));
      all.forEach((level, i) => {
        const next = all[i + 1];
        const smaller = next && resized(rest, next);
        parameters.push(smaller ? rest.sub(resized(smaller, level)) : rest);
        if (smaller) rest = smaller;
      });
      return { parameters, fixed: [] };
    },
    decode: (parameters) =>
      logits(
        parameters.reduceRight((coarse, level) => level.add(resized(coarse, sizeOfImages(level)))),
      ).sigmoid(),
    randomStart: (random, size) => ({
      parameters: shapes(size).map((shape) => normalNoise(random, shape, RANDOM_DEVIATION)),
      fixed: [],
    }),
  };
}
