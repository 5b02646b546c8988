import type { Image, Size } from './image.js';

/** How much of each source pixel a target pixel covers, by the first of them. */
interface Covered {
  readonly first: number;
  readonly weights: readonly number[];
}

/** What each pixel of a shorter axis covers of a longer one; the weights of each sum to 1. */
const covering = (from: number, to: number): Covered[] =>
  Array.from({ length: to }, (_, i) => {
    const [low, high] = [(i * from) / to, ((i + 1) * from) / to];
    const [first, last] = [Math.floor(low), Math.min(from, Math.ceil(high))];
    const weights = Array.from({ length: last - first }, (_, k) => {
      const pixel = first + k;
      return (Math.min(high, pixel + 1) - Math.max(low, pixel)) / (high - low);
    });
    return { first, weights };
  });

/** An image made smaller: each pixel is the mean of what it covers. @param to no larger than the image */
export function shrunk({ size: [height, width], data }: Image, to: Size): Image {
  const [rows, columns] = [covering(height, to[0]), covering(width, to[1])];
  const made = new Float32Array(3 * to[0] * to[1]);
  for (let c = 0; c < 3; c++) {
    rows.forEach((row, y) =>
      columns.forEach((column, x) => {
        const sum = row.weights.reduce((all, down, i) => {
          const from = (c * height + row.first + i) * width + column.first;
          return all + down * column.weights.reduce((s, w, k) => s + w * data[from + k]!, 0);
        }, 0);
        made[(c * to[0] + y) * to[1] + x] = sum;
      }),
    );
  }
  return { size: to, data: made };
}

/**
 * Images of one size beside each other on white, made smaller so that all of them are together as wide as one was;
 * where there is none it stays white.
 * @param gap pixels between them
 */
export function beside(images: readonly (Image | undefined)[], [height, width]: Size, gap: number): Image {
  const across = Math.max(1, Math.floor((width - gap * (images.length - 1)) / images.length));
  const down = Math.max(1, Math.round((height * across) / width));
  const data = new Float32Array(3 * down * width).fill(1);
  images.forEach((image, i) => {
    if (!image) return;
    const small = shrunk(image, [down, across]).data;
    for (let row = 0; row < 3 * down; row++)
      data.set(small.subarray(row * across, (row + 1) * across), row * width + i * (across + gap));
  });
  return { size: [down, width], data };
}
