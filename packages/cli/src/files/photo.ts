import { FaccentError, type Image, type Size, imageFromBytes } from 'faccent';
import sharp from 'sharp';
import { readBytes } from './read.js';

/** Larger pictures than this are refused before they are unpacked. */
const MOST_PIXELS = 250_000_000;

export interface Photo {
  readonly image: Image;
  /** The file as it is. */
  readonly bytes: Uint8Array;
}

/**
 * A canvas with the shape of a photograph as it is seen.
 * @param longest its longer side
 * @throws FaccentError as `readPhoto`
 */
export async function canvasLike(path: string, longest: number): Promise<Size> {
  const bytes = await readBytes(path);
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: MOST_PIXELS }).metadata();
    const scale = longest / Math.max(autoOrient.height, autoOrient.width);
    const side = (length: number): number => Math.max(1, Math.round(length * scale));
    return [side(autoOrient.height), side(autoOrient.width)];
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/**
 * Reads a photograph onto a canvas (METHOD.md, section 1): orientation applied, converted to sRGB, alpha dropped, grey
 * repeated, the largest centred crop of the canvas' shape, resized.
 * @throws FaccentError if there is no such file or it is not an image
 */
export async function readPhoto(path: string, size: Size): Promise<Photo> {
  const bytes = await readBytes(path);
  const [height, width] = size;
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .rotate()
      .resize(width, height, { fit: 'cover', position: 'centre', kernel: 'cubic' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { image: imageFromBytes(data, size, info.channels as 1 | 3 | 4), bytes };
  } catch (cause) {
    throw cause instanceof FaccentError ? cause : unreadable(path, cause);
  }
}

const unreadable = (path: string, cause: unknown): FaccentError =>
  new FaccentError(
    `cannot read "${path}" as an image: ${(cause as Error).message.trim().replace(/\s+/g, ' ')} (JPEG, PNG, WebP, AVIF, TIFF, GIF and SVG are read)`,
    { cause },
  );
