import { usually } from '../declaration/option.js';
import { interval, number } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Random } from '../math/random.js';
import { cropAndResize } from './crop.js';
import { POOL_ROWS, noiseRows } from './noise-pool.js';
import type { BuiltTransform, ViewShape } from './transform.js';

/** What random boxes are made of, whatever draws them. */
export interface Boxes {
  readonly views: number;
  /** Range of the side, as a fraction of the canvas. */
  readonly fraction: readonly [number, number];
  readonly normalNoise: number;
  readonly uniformNoise: number;
}

/** Options of the noise of boxes. */
export const noiseOptions = {
  normalNoise: usually(
    number,
    0.02,
    'standard deviation of the normal part of the noise, in units of [0, 1]',
  ),
  uniformNoise: usually(number, 0.01, 'half-width of the uniform part of the noise, in units of [0, 1]'),
};

/** The option of a crop's side. @param least the smallest by default */
export const fractionOf = (least: number) =>
  usually(interval, [least, 0.99], 'range of the side of a crop, as a fraction of the canvas');

/**
 * Random square crops, anywhere within the canvas, with pixel noise, resized to the model's input.
 *
 * The noise is independent from pixel to pixel of a view. It comes from a pool of rows that is filled once a run; each
 * view of each step starts reading at a row of its own, so what JavaScript draws in the loop is five numbers a view.
 * @throws FaccentError unless 0 < least ≤ most ≤ 1
 */
export function randomBoxes({ views, fraction, normalNoise, uniformNoise }: Boxes): BuiltTransform {
  const [least, most] = fraction;
  if (!(least > 0 && least <= most && most <= 1)) {
    throw new FaccentError(`crop fractions must satisfy 0 < least ≤ most ≤ 1, not ${least} and ${most}`);
  }
  return {
    views,
    inputs: ({ canvas: [height, width] }) => ({
      boxes: { type: 'float32', dims: [views, 4], perView: true },
      noiseRow: { type: 'int64', dims: [views], perView: true },
      noise: { type: 'float32', dims: [POOL_ROWS * height, width], perView: false },
    }),
    prepare: (random, { canvas: [height, width] }) => ({
      noise: random.fill(
        POOL_ROWS * height * width,
        () => random.normal(normalNoise) + random.uniform(-uniformNoise, uniformNoise),
      ),
    }),
    draw: (random, { canvas }) => {
      const boxes = new Float32Array(views * 4);
      const noiseRow = new BigInt64Array(views);
      for (let i = 0; i < views; i++) {
        boxes.set(drawBox(random, canvas, least, most), i * 4);
        noiseRow[i] = BigInt(random.below(POOL_ROWS * canvas[0]));
      }
      return { boxes, noiseRow };
    },
    apply: ({ boxes, noiseRow, noise }, shape) =>
      cropAndResize(boxes!, shape, (start, end) => noiseRows(noise!, noiseRow!.slice(0, start, end))),
  };
}

/** A box as [y, x, height, width] in whole pixels: square in fractions of the canvas, anywhere within it. */
function drawBox(random: Random, canvas: ViewShape['canvas'], least: number, most: number): number[] {
  const side = random.uniform(least, most);
  const extents = canvas.map((length) => {
    const start = random.uniform(0, 1 - side);
    return extent(start, side, length);
  });
  return [extents[0]![0], extents[1]![0], extents[0]![1], extents[1]![1]];
}

/** A part of an axis, given in fractions of it, as [first pixel, pixels]: rounded down, but one pixel at least. */
export function extent(start: number, side: number, length: number): readonly [number, number] {
  const first = Math.floor(start * length);
  return [first, Math.max(1, Math.floor((start + side) * length) - first)];
}
