import { type Image, imageToBytes } from 'faccent';
import type { Picture } from './protocol.js';

/** An image as a canvas takes it, opaque. */
export function pictureOf(image: Image): Picture {
  const [height, width] = image.size;
  const opaque = new Float32Array(height * width).fill(1);
  return { height, width, rgba: new Uint8ClampedArray(imageToBytes(image, opaque)) };
}

/** Values in [0, 1] as bytes. */
export const bytesOf = (values: Float32Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(values, (v) => Math.round(255 * Math.min(1, Math.max(0, v))));
