import { type Image, type Size, imageToBytes } from '../image/image.js';
import sharp from 'sharp';

const raw = ([height, width]: Size, channels: 1 | 3 | 4) => ({ raw: { width, height, channels } });

/** A white picture, where a grid has a gap. */
export const blank = (size: Size): Image => ({ size, data: new Float32Array(3 * size[0] * size[1]).fill(1) });

/** A picture as PNG, with an alpha plane in [0, 1] where one is given. */
export function png(image: Image, alpha?: Float32Array): Promise<Buffer> {
  return sharp(imageToBytes(image, alpha), raw(image.size, alpha ? 4 : 3))
    .png()
    .toBuffer();
}

/** A picture as WebP, lossily. @param side the longest that its sides may be */
export function webp(image: Image, quality: number, side: number): Promise<Buffer> {
  return sharp(imageToBytes(image), raw(image.size, 3))
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer();
}

/** A plane of values in [0, 1] as grey PNG. */
export function greyPng(plane: Float32Array, size: Size): Promise<Buffer> {
  const bytes = Uint8Array.from(plane, (v) => Math.round(Math.min(1, Math.max(0, v)) * 255));
  return sharp(bytes, raw(size, 1)).png().toBuffer();
}
