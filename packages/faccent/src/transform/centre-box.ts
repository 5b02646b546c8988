import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import type { Random } from '../math/random.js';
import { extent, fractionOf, noiseOptions, randomBoxes } from './boxes.js';
import { type ViewShape, transform, views } from './transform.js';

/**
 * Random square crops near the middle of the canvas, with pixel noise, resized to the model's input (docs/method.md,
 * 4.2). The side is U(least, most) of the canvas; along each axis the centre is N(0.5, deviation²), moved in where the
 * crop would leave the canvas.
 * @throws FaccentError on options out of their ranges
 * @example
 * const authors = centreBox({ fraction: [0.05, 0.5], deviation: 0.1 }); // their choice for `fourierPhase` from noise
 * await visualize(model, objective, [224, 224], { parameterization: fourierPhase(), transform: authors });
 */
export const centreBox = transform('centreBox', {
  about: 'crops about the middle',
  options: {
    ...{ views, fraction: fractionOf(0.05), ...noiseOptions },
    deviation: usually(
      nonNegative,
      0.05,
      "standard deviation of a crop's centre from the canvas', as a fraction of the canvas",
    ),
  },
  short: {
    usage: '[:LEAST:MOST[:DEVIATION]]',
    count: (n) => n === 0 || n === 2 || n === 3,
    options: (given) => (given.length ? { fraction: given.slice(0, 2), deviation: given[2] } : {}),
  },
  formerly: ['centre-box'],
  build: ({ deviation, ...options }) => {
    const boxes = randomBoxes(options);
    const [least, most] = options.fraction;
    return {
      ...boxes,
      // of what `box` draws the rows of noise stay: recipes count on the order of all draws
      draw: (random, shape, progress) => ({
        ...boxes.draw(random, shape, progress),
        boxes: Float32Array.from(
          Array.from({ length: boxes.views }, () =>
            drawCentred(random, shape.canvas, random.uniform(least, most), deviation),
          ).flat(),
        ),
      }),
    };
  },
});

/** A box as [y, x, height, width] in whole pixels. */
function drawCentred(random: Random, canvas: ViewShape['canvas'], side: number, deviation: number): number[] {
  const [[y, height], [x, width]] = canvas.map((length) => {
    const start = 0.5 + random.normal(deviation) - side / 2;
    return extent(Math.min(Math.max(start, 0), 1 - side), side, length);
  }) as [readonly [number, number], readonly [number, number]];
  return [y, x, height, width];
}
