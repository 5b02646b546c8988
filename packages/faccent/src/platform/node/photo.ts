import { FaccentError } from '../../errors.js';
import { type Image, type Size, imageFromBytes } from '../../image/image.js';
import sharp from 'sharp';
import { readBytes } from './read.js';

/** Larger pictures than this are refused before they are unpacked. */
const MOST_PIXELS = 250_000_000;

export interface Photo {
  readonly image: Image;
  /** The file as it is. */
  readonly bytes: Uint8Array;
}

/** Height and width of a picture as it is seen, in pixels. */
export interface Shape {
  readonly height: number;
  readonly width: number;
}

/** The shape of a picture, from its header. @throws FaccentError as `readPhoto` */
export async function shapeOf(path: string): Promise<Shape> {
  const bytes = await readBytes(path);
  return decoding(path, async () => {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: MOST_PIXELS }).metadata();
    return autoOrient;
  });
}

/**
 * A canvas with the shape of a photograph as it is seen.
 * @param longest its longer side
 * @throws FaccentError as `readPhoto`
 */
export async function canvasLike(path: string, longest: number): Promise<Size> {
  const { height, width } = await shapeOf(path);
  const scale = longest / Math.max(height, width);
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return [side(height), side(width)];
}

/**
 * Reads a photograph onto a canvas (METHOD.md, section 1): orientation applied, converted to sRGB, alpha dropped, grey
 * repeated, the largest centred crop of the canvas' shape, resized.
 * @throws FaccentError if there is no such file or it is not an image
 */
export async function readPhoto(path: string, size: Size): Promise<Photo> {
  const bytes = await readBytes(path);
  const [height, width] = size;
  return decoding(path, async () => {
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .rotate()
      .resize(width, height, { fit: 'cover', position: 'centre', kernel: 'cubic' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { image: imageFromBytes(data, size, info.channels as 1 | 3 | 4), bytes };
  });
}

/** Runs something that decodes a picture. @throws FaccentError naming the file that is none */
export async function decoding<T>(path: string, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    throw cause instanceof FaccentError ? cause : unreadable(path, cause);
  }
}

const unreadable = (path: string, cause: unknown): FaccentError =>
  new FaccentError(
    `cannot read "${path}" as an image: ${(cause as Error).message.trim().replace(/\s+/g, ' ')} (JPEG, PNG, WebP, AVIF, TIFF, GIF and SVG are read)`,
    { cause },
  );
