import { describe } from '../declaration/json.js';
import type { Random } from '../math/random.js';
import { type BoxOptions, box, extent } from './box.js';
import { checkDeviation } from './stage.js';
import type { Transform, ViewShape } from './transform.js';

/** Options of `centreBox`. */
export interface CentreBoxOptions extends BoxOptions {
  /** Standard deviation of the crop's centre from the canvas', as a fraction of the canvas; 0.05 by default. */
  readonly deviation?: number;
}

/**
 * Random square crops near the middle of the canvas, with pixel noise, resized to the model's input (METHOD.md,
 * section 3). The side is U(least, most) of the canvas; along each axis the centre is N(0.5, deviation²), moved in where
 * the crop would leave the canvas.
 * @throws FaccentError on options out of their ranges
 * @example centreBox({ fraction: [0.05, 0.5], deviation: 0.1 }) // the authors' choice for `fourierPhase` from noise
 */
export function centreBox(options: CentreBoxOptions = {}): Transform {
  const { deviation = 0.05, ...rest } = options;
  checkDeviation("the deviation of a crop's centre", deviation);
  const boxes = box(rest);
  const [least, most] = rest.fraction ?? [0.05, 0.99];
  return {
    ...boxes,
    name: 'centreBox',
    description: describe('centreBox', options),
    draw: (random, shape, progress) => ({
      ...boxes.draw(random, shape, progress),
      boxes: Float32Array.from(
        Array.from({ length: boxes.crops }, () =>
          drawCentred(random, shape.canvas, random.uniform(least, most), deviation),
        ).flat(),
      ),
    }),
  };
}

/** A box as [y, x, height, width] in whole pixels. */
function drawCentred(random: Random, canvas: ViewShape['canvas'], side: number, deviation: number): number[] {
  const [[y, height], [x, width]] = canvas.map((length) => {
    const start = 0.5 + random.normal(deviation) - side / 2;
    return extent(Math.min(Math.max(start, 0), 1 - side), side, length);
  }) as [readonly [number, number], readonly [number, number]];
  return [y, x, height, width];
}
