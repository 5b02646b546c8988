import { FaccentError } from '../errors.js';
import { type Value, value } from '../platform/runtime.js';

/** Height and width in pixels. */
export type Size = readonly [height: number, width: number];

/**
 * A picture: RGB planes (3, height, width), row-major, values in [0, 1]; or a stack of other planes, as many as the
 * channels of the network that it is for.
 */
export interface Image {
  readonly size: Size;
  readonly data: Float32Array;
}

/** How many planes a picture has: 3, unless it is a stack. */
export const planesOf = ({ size, data }: Image): number => data.length / (size[0] * size[1]);

/** A picture as the value of a graph's input: (1, planes, h, w). */
export const imageValue = (image: Image): Value => value([1, planesOf(image), ...image.size], image.data);

/**
 * An image from interleaved bytes, as canvases and decoders give them.
 * @param channels 1 (grey), 3 (RGB) or 4 (RGBA; alpha is dropped)
 * @example
 * const { size, data } = imageFromBytes([255, 0, 0, 0, 255, 0], [1, 2], 3); // red, green
 * data; // [1, 0, 0, 1, 0, 0]
 */
export function imageFromBytes(bytes: ArrayLike<number>, size: Size, channels: 1 | 3 | 4): Image {
  const [height, width] = size;
  const area = height * width;
  if (bytes.length !== area * channels) {
    throw new FaccentError(
      `an image of ${height} × ${width} × ${channels} takes ${area * channels} bytes, not ${bytes.length}`,
    );
  }
  const data = new Float32Array(3 * area);
  for (let c = 0; c < 3; c++) {
    const from = channels === 1 ? 0 : c;
    for (let i = 0; i < area; i++) data[c * area + i] = bytes[i * channels + from]! / 255;
  }
  return { size, data };
}

/** How a picture is shown: a stack by its first three planes, or by the mean of two. */
function shownPlanes(image: Image): Float32Array {
  const [planes, area] = [planesOf(image), image.size[0] * image.size[1]];
  if (planes >= 3) return image.data;
  const mean = Float32Array.from({ length: area }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < planes; c++) sum += image.data[c * area + i]!;
    return sum / planes;
  });
  return Float32Array.from({ length: 3 * area }, (_, i) => mean[i % area]!);
}

/**
 * Interleaved bytes of an image: RGB, or RGBA with an alpha plane (height, width) in [0, 1]; of a stack its first three
 * planes, or the mean of two.
 * @example imageToBytes({ size: [1, 1], data: Float32Array.of(1, 0.5, 0) }); // [255, 128, 0]
 * @example const rgba = imageToBytes(image, opacityMap(opacity, image.size));
 */
export function imageToBytes(image: Image, alpha?: Float32Array): Uint8ClampedArray {
  const { size } = image;
  const data = shownPlanes(image);
  const area = size[0] * size[1];
  const channels = alpha ? 4 : 3;
  const bytes = new Uint8ClampedArray(area * channels);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) bytes[i * channels + c] = data[c * area + i]! * 255;
    if (alpha) bytes[i * channels + 3] = alpha[i]! * 255;
  }
  return bytes;
}
