import { files, pictures } from '#platform';
import { FaccentError } from '../errors.js';
import type { Image } from './image.js';
import { pixelsOf } from './pixels.js';

/** How a picture becomes a file. */
export interface EncodeOptions {
  /** Opacity, (h, w) in [0, 1], as `opacityMap` gives it; opaque by default. */
  readonly alpha?: Float32Array;
  /** `png` by default, without loss; `webp` is smaller, with some. */
  readonly format?: 'png' | 'webp';
  /** Of WebP, 1 to 100; 90 by default. */
  readonly quality?: number;
}

const USUAL_QUALITY = 90;

/**
 * A picture as the bytes of a file.
 * @throws FaccentError if this browser does not write the format
 * @example
 * const png = await encodePicture(image, { alpha: opacityMap(opacity, image.size) });
 * await writeFile('accentuated.png', png);
 */
export async function encodePicture(
  image: Image,
  { alpha, format = 'png', quality = USUAL_QUALITY }: EncodeOptions = {},
): Promise<Uint8Array> {
  const pixels = pixelsOf(image, alpha);
  if (format === 'png') return pictures.png(pixels);
  const { type, bytes } = await pictures.lossy(pixels, quality, Math.max(...image.size));
  if (type !== 'image/webp') throw new FaccentError('this browser writes no WebP: ask for the format png');
  return bytes;
}

/**
 * Writes a picture to a file, whole or not at all; in a page, offers it as a download.
 * @param file whose name ends in .png or .webp
 * @throws FaccentError if the name ends otherwise or the file cannot be written
 * @example await savePicture('accentuated.png', image, { alpha: opacityMap(opacity, image.size) });
 */
export async function savePicture(
  file: string,
  image: Image,
  options: Omit<EncodeOptions, 'format'> = {},
): Promise<void> {
  const format = /\.(png|webp)$/i.exec(file)?.[1]?.toLowerCase() as EncodeOptions['format'];
  if (!format) throw new FaccentError(`"${file}": the name of a picture should end in .png or .webp`);
  await files.save(file, await encodePicture(image, { ...options, format }), `image/${format}`);
}
