import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { describe } from '../declaration/json.js';
import type { Random } from '../math/random.js';
import { type RowNoise, cropAndResize } from './crop.js';
import type { Transform, ViewShape } from './transform.js';

/** Options of `box`. */
export interface BoxOptions {
  /** Views a step; 16 by default. */
  readonly crops?: number;
  /** Range of the side of a crop, as a fraction of the canvas; [0.05, 0.99] by default. */
  readonly fraction?: readonly [number, number];
  /** Standard deviation of the normal part of the noise, in units of [0, 1]; 0.02 by default. */
  readonly normalNoise?: number;
  /** Half-width of the uniform part of the noise; 0.01 by default. */
  readonly uniformNoise?: number;
}

/** The pool of noise has this many rows for each row of the canvas: a view uses three, each once. */
export const POOL_ROWS = 4;

/**
 * Random square crops with pixel noise, resized to the model's input (METHOD.md, section 3; the authors' default).
 *
 * The noise is independent from pixel to pixel of a view. It comes from a pool of rows that is filled once a run; each
 * view of each step starts reading at a row of its own, so what JavaScript draws in the loop is five numbers a view.
 * @example accentuate(model, photo, objective, { transform: box({ crops: 8, fraction: [0.2, 0.9] }) })
 */
export function box(options: BoxOptions = {}): Transform {
  const { crops = 16, fraction = [0.05, 0.99], normalNoise = 0.02, uniformNoise = 0.01 } = options;
  if (!(Number.isInteger(crops) && crops > 0))
    throw new FaccentError(`the number of crops must be a positive whole number, not ${crops}`);
  const [least, most] = fraction;
  if (!(least > 0 && least <= most && most <= 1)) {
    throw new FaccentError(`crop fractions must satisfy 0 < least ≤ most ≤ 1, not ${least} and ${most}`);
  }
  return {
    name: 'box',
    description: describe('box', options),
    crops,
    inputs: ({ canvas: [height, width] }) => ({
      boxes: { type: 'float32', dims: [crops, 4], perView: true },
      noiseRow: { type: 'int64', dims: [crops], perView: true },
      noise: { type: 'float32', dims: [POOL_ROWS * height, width], perView: false },
    }),
    prepare: (random, { canvas: [height, width] }) => ({
      noise: random.fill(
        POOL_ROWS * height * width,
        () => random.normal(normalNoise) + random.uniform(-uniformNoise, uniformNoise),
      ),
    }),
    draw: (random, { canvas }) => {
      const boxes = new Float32Array(crops * 4);
      const noiseRow = new BigInt64Array(crops);
      for (let i = 0; i < crops; i++) {
        boxes.set(drawBox(random, canvas, least, most), i * 4);
        noiseRow[i] = BigInt(random.below(POOL_ROWS * canvas[0]));
      }
      return { boxes, noiseRow };
    },
    views: ({ boxes, noiseRow, noise }, shape) => cropAndResize(boxes!, shape, noiseRows(noise!, noiseRow!)),
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

/** A pool's noise: indices (n, …) of an image's rows → the rows' noise (n, …, W). Each view reads on from a row of its own. */
export function noiseRows(pool: Expression, firstRow: Expression): RowNoise {
  const b = pool.builder;
  return (rows) => {
    const first = firstRow.reshape([firstRow.dims[0]!, ...rows.dims.slice(1).map(() => 1)]);
    const index = b.apply('Mod', [first.add(rows), b.ints([pool.dims[0]!])]);
    return b.apply('Gather', [pool, index], { axis: 0 });
  };
}

/** Each view's noise (n, 3, H, W): consecutive rows of the pool, from the view's own row on. */
export function noiseViews(
  pool: Expression,
  firstRow: Expression,
  { canvas: [height, width] }: ViewShape,
): Expression {
  const rows = pool.builder.ints(Array.from({ length: 3 * height }, (_, i) => i));
  return noiseRows(
    pool,
    firstRow,
  )(rows.reshape([1, 3 * height])).reshape([firstRow.dims[0]!, 3, height, width]);
}
