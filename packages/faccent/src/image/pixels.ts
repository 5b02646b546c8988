import { type Image, type Size, imageToBytes } from './image.js';

/** Pixels row by row as bytes, the channels of each side by side: grey, RGB or RGBA. */
export interface Pixels {
  readonly bytes: Uint8Array | Uint8ClampedArray;
  readonly size: Size;
  readonly channels: 1 | 3 | 4;
}

/** An image's pixels, with an alpha plane (height, width) in [0, 1] where one is given. */
export const pixelsOf = (image: Image, alpha?: Float32Array): Pixels => ({
  ...{ bytes: imageToBytes(image, alpha), size: image.size, channels: alpha ? 4 : 3 },
});

/** A plane (height, width) of values in [0, 1] as grey pixels. */
export const greyPixels = (plane: Float32Array, size: Size): Pixels => ({
  ...{
    bytes: Uint8Array.from(plane, (v) => Math.round(Math.min(1, Math.max(0, v)) * 255)),
    size,
    channels: 1,
  },
});

/** A white image, where a sheet has a gap. */
export const blank = (size: Size): Image => ({ size, data: new Float32Array(3 * size[0] * size[1]).fill(1) });
