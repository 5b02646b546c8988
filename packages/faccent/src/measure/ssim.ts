import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { declareMeasure } from './kind.js';
import { luma } from './luma.js';
import { checkPair } from './pair.js';
import { FROM_THE_PHOTOGRAPH } from './rows.js';

/** Side of the windows in pixels. */
const WINDOW_SIDE = 11;

/** The other constants of Wang et al. 2004, for values in [0, 1]. */
const DEVIATION = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

const WINDOW = gaussian(WINDOW_SIDE, DEVIATION);

function similarity(a: Image, b: Image): number {
  checkPair(a, b);
  const [height, width] = a.size;
  if (Math.min(height, width) < WINDOW_SIDE) {
    throw new FaccentError(
      `structural similarity looks through windows of ${WINDOW_SIDE} × ${WINDOW_SIDE}; the images are ${height} × ${width}`,
    );
  }
  const [x, y] = [luma(a), luma(b)];
  const mean = (values: Float64Array): Float64Array => filtered(values, height, width);
  const product = (p: Float64Array, q: Float64Array): Float64Array => p.map((v, i) => v * q[i]!);
  const [mx, my] = [mean(x), mean(y)];
  const [xx, yy, xy] = [mean(product(x, x)), mean(product(y, y)), mean(product(x, y))];
  let sum = 0;
  for (let i = 0; i < mx.length; i++) {
    const [p, q] = [mx[i]!, my[i]!];
    const means = (2 * p * q + C1) / (p * p + q * q + C1);
    const spreads = (2 * (xy[i]! - p * q) + C2) / (xx[i]! - p * p + (yy[i]! - q * q) + C2);
    sum += means * spreads;
  }
  return sum / mx.length;
}

function gaussian(side: number, deviation: number): number[] {
  const middle = (side - 1) / 2;
  const weights = Array.from({ length: side }, (_, i) =>
    Math.exp(-((i - middle) ** 2) / (2 * deviation ** 2)),
  );
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/** Weighted means through every window inside the image: first along rows, then along columns. */
function filtered(values: Float64Array, height: number, width: number): Float64Array {
  const [rows, columns] = [height - WINDOW_SIDE + 1, width - WINDOW_SIDE + 1];
  const along = new Float64Array(height * columns);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) along[y * columns + x] = windowed(values, y * width + x, 1);
  }
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < out.length; i++) out[i] = windowed(along, i, columns);
  return out;
}

function windowed(values: Float64Array, from: number, step: number): number {
  let sum = 0;
  for (let k = 0; k < WINDOW_SIDE; k++) sum += WINDOW[k]! * values[from + k * step]!;
  return sum;
}

/**
 * Mean structural similarity of two images (Wang, Bovik, Sheikh, Simoncelli 2004): luminance, contrast and structure of
 * luma in Gaussian windows of 11 × 11 pixels (standard deviation 1.5) that lie wholly inside, K1 = 0.01, K2 = 0.03. At
 * the images' own scale: the authors suggest to reduce large pictures to 256 pixels first, which this does not.
 * @returns in [-1, 1]; 1 if the luma is equal
 * @throws FaccentError if the images differ in size, or are smaller than the window
 * @example ssim(photo, photo); // 1
 * @example console.log(ssim(photo, image));
 */
export const ssim = declareMeasure('ssim', {
  about: 'structural similarity of luma, -1 to 1, where 1 is equal; of images that its window fits',
  comparedWith: 'the photograph',
  compute: similarity,
  needs: ({ photo, accentuation }) =>
    Math.min(...photo.size) >= WINDOW_SIDE ? [photo, accentuation] : undefined,
  row: (value) => [FROM_THE_PHOTOGRAPH, `structural similarity ${value.toFixed(3)}`],
});
