import type { Expression } from 'onnx-grad';
import { usually } from '../declaration/option.js';
import { count } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import type { Size } from '../image/image.js';
import { normalNoise, parameterization, sizeOfImages } from './parameterization.js';
import { reduced, resized } from './pyramid.js';
import { colour, colourOptions } from './rgb.js';

const RANDOM_DEVIATION = 0.01;

/** By then a level is a single pixel, on any canvas. */
const MOST_LEVELS = 16;

/**
 * A Laplacian pyramid, as in Lucid (`laplacian_pyramid`): x = σ( (p₀ + up(p₁ + up(p₂ + …))) · C ), where each level has
 * half the height and width of the one before, rounded up, and is enlarged bilinearly. What all levels agree on moves
 * further in a step, so low frequencies are favoured, locally. Parameters: (1, 3, h, w), (1, 3, ⌈h/2⌉, ⌈w/2⌉), …
 * A photograph is encoded as differences between its reductions (Burt and Adelson 1983), exactly. A random start is
 * normal with standard deviation 0.01. (docs/method.md, 3.5.)
 * @throws FaccentError on options that cannot be
 * @example await accentuate(model, photo, objective, { parameterization: laplacian({ levels: 5 }) });
 */
export const laplacian = parameterization('laplacian', {
  about: 'a pyramid of images, each half as large: coarse structure moves first, where it is',
  options: {
    levels: usually(count(MOST_LEVELS), 4, 'levels of the pyramid, each half as large as the one before'),
    ...colourOptions({ decorrelate: true, desaturation: 1 }),
  },
  short: inOrder('[:LEVELS]', ['levels']),
  build: ({ levels, ...colours }) => {
    const { logits, planes } = colour(colours);
    const sizes = (size: Size): Size[] => Array.from({ length: levels }, (_, i) => reduced(size, 2 ** i));
    const shapes = (size: Size): number[][] => sizes(size).map((level) => [1, 3, ...level]);
    return {
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
  },
});
