import { FaccentError } from '../errors.js';

/** Height and width in pixels. */
export type Size = readonly [height: number, width: number];

/** A picture: RGB planes (3, height, width), row-major, values in [0, 1]. */
export interface Image {
  readonly size: Size;
  readonly data: Float32Array;
}

/**
 * An image from interleaved bytes, as canvases and decoders give them.
 * @param channels 1 (grey), 3 (RGB) or 4 (RGBA; alpha is dropped)
 * @example const photo = imageFromBytes(pixels, [512, 512], 3)
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

/**
 * Interleaved bytes of an image: RGB, or RGBA with an alpha plane (height, width) in [0, 1].
 * @example const rgba = imageToBytes(image, opacityMap(opacity, image.size))
 */
export function imageToBytes({ size, data }: Image, alpha?: Float32Array): Uint8ClampedArray {
  const area = size[0] * size[1];
  const channels = alpha ? 4 : 3;
  const bytes = new Uint8ClampedArray(area * channels);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) bytes[i * channels + c] = data[c * area + i]! * 255;
    if (alpha) bytes[i * channels + 3] = alpha[i]! * 255;
  }
  return bytes;
}
