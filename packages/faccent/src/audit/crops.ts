import type { Image } from '../image/image.js';
import { resizedPlane } from '../image/stack.js';
import { Random } from '../math/random.js';
import type { NaturalPhotographs } from './evidence.js';

/** How many crops stand for natural photographs, and how long they are as shares of the picture's sides. */
const [CROPS, SHORTEST, LONGEST] = [40, 0.3, 0.9];

function crop({ size: [height, width], data }: Image, random: Random): Image {
  const side = random.uniform(SHORTEST, LONGEST);
  const [rows, columns] = [height, width].map((n) => Math.max(1, Math.round(side * n))) as [number, number];
  const [top, left] = [random.below(height - rows + 1), random.below(width - columns + 1)];
  const area = height * width;
  const planes = Array.from({ length: data.length / area }, (_, c) => {
    const cut = Float32Array.from({ length: rows * columns }, (_, i) => {
      const [y, x] = [top + Math.floor(i / columns), left + (i % columns)];
      return data[c * area + y * width + x]!;
    });
    return resizedPlane(cut, [rows, columns], [height, width]);
  });
  const cropped = new Float32Array(data.length);
  planes.forEach((plane, c) => cropped.set(plane, c * area));
  return { size: [height, width], data: cropped };
}

/**
 * Crops of photographs, for want of others: random boxes, at the size of the whole. They are a weak reference, since all
 * show the same few things.
 * @param images of one size
 * @example const { images, from } = cropsOf([photo], 0)
 */
export function cropsOf(images: readonly Image[], randomSeed: number): NaturalPhotographs {
  const random = new Random(randomSeed);
  const made = Array.from({ length: CROPS }, (_, i) => crop(images[i % images.length]!, random));
  const of = images.length === 1 ? 'the photograph itself' : `the ${images.length} photographs themselves`;
  return { images: made, from: `${CROPS} crops of ${of}`, weak: true };
}
