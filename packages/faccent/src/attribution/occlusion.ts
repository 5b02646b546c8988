import { type Given, optional } from '../declaration/option.js';
import { count } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { type Image, imageValue } from '../image/image.js';
import type { AttributionOptions } from './attribution.js';
import { baselineOf, baselineOption } from './baseline.js';
import { attributionMethod } from './method.js';
import { lookAt } from './views.js';

const options = {
  square: optional(count(), "side of the square in pixels; an eighth of the image's shorter side by default"),
  stride: optional(
    count(),
    'pixels from one square to the next; half the square by default. The last square ends at the border',
  ),
  fill: baselineOption('grey', 'what covers the image'),
};

/** Options of `occlusion`. */
export type OcclusionOptions = Given<typeof options> & AttributionOptions;

/** First pixels of the squares along an axis: all of it is covered. */
function starts(length: number, square: number, stride: number): number[] {
  const count = Math.ceil((length - square) / stride) + 1;
  return Array.from({ length: count }, (_, i) => Math.min(i * stride, length - square));
}

/**
 * Occlusion: how far the objective falls when a square of the image is covered (Zeiler & Fergus 2014, "Visualizing and
 * Understanding Convolutional Networks", section 4.2). A pixel has the mean of the squares that cover it
 * (docs/method.md, 10.3).
 * @returns (height, width) of the image, signed, in the objective's unit
 * @throws FaccentError for a square larger than the image, a layer or a unit that is not there
 * @example const { map } = await occlusion(model, photo, channel({ layer: model.logits, unit: 281 }), { square: 32, stride: 32 });
 */
export const occlusion = attributionMethod('occlusion', {
  about: 'fall of the objective under a sliding square',
  source: 'Zeiler & Fergus 2014',
  options,
  grid: 'image',
  signed: true,
  map: async (subject, given, running) => {
    const { image } = subject;
    const [height, width] = image.size;
    const shorter = Math.min(height, width);
    const square = given.square ?? Math.max(1, Math.round(shorter / 8));
    const stride = given.stride ?? Math.max(1, Math.floor(square / 2));
    if (square > shorter)
      throw new FaccentError(`a square of ${square} pixels does not fit an image of ${height} × ${width}`);
    const boxes = starts(height, square, stride).flatMap((y) =>
      starts(width, square, stride).map((x) => [y, x] as const),
    );
    // the last point is the image with nothing covered
    const covered = (axis: 0 | 1) => (own: Float32Array, point: number) => {
      const box = boxes[point];
      if (box) own.fill(1, box[axis], box[axis] + square);
    };
    const { values } = await lookAt(
      subject,
      {
        count: boxes.length + 1,
        shared: { fill: imageValue(baselineOf(given.fill, image)) },
        own: {
          rows: { dims: [1, height, 1], fill: covered(0) },
          columns: { dims: [1, 1, width], fill: covered(1) },
        },
        pictures: (x, { fill, rows, columns }) => x.add(fill!.sub(x).mul(rows!.mul(columns!))),
      },
      running,
    );
    const drops = boxes.map((_, i) => values[boxes.length]! - values[i]!);
    return { map: spread(boxes, drops, square, image), size: image.size };
  },
});

/** The mean over the squares that cover each pixel. */
function spread(
  boxes: readonly (readonly [y: number, x: number])[],
  drops: readonly number[],
  square: number,
  { size: [height, width] }: Image,
): Float32Array {
  const [sum, count] = [new Float64Array(height * width), new Uint32Array(height * width)];
  boxes.forEach(([top, left], i) => {
    for (let y = top; y < top + square; y++) {
      for (let x = left; x < left + square; x++) {
        sum[y * width + x]! += drops[i]!;
        count[y * width + x]! += 1;
      }
    }
  });
  return Float32Array.from(sum, (s, i) => s / count[i]!);
}
