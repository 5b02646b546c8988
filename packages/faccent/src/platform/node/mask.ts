import { FaccentError } from '../../errors.js';
import type { Size } from '../../image/image.js';
import sharp from 'sharp';
import { type Shape, decoding, shapeOf } from './photo.js';
import { readBytes } from './read.js';

/** A painted mask, on a canvas. */
export interface PaintedMask {
  /** (h, w) in [0, 1]. */
  readonly values: Float32Array;
  /** The file as it is. */
  readonly bytes: Uint8Array;
}

/**
 * Reads a painted mask: white may change, black and what is transparent may not, greys in part. It is laid over the
 * photograph, so it has the photograph's shape and is cropped as that is, or it has the canvas' own.
 * @param photo the photograph's file
 * @throws FaccentError if it cannot be read, has another shape, or is black everywhere
 */
export async function readMask(path: string, size: Size, photo: string): Promise<PaintedMask> {
  const bytes = await readBytes(path, 'read the mask');
  const shape = await shapeOf(path);
  const of = await shapeOf(photo);
  const canvas: Shape = { height: size[0], width: size[1] };
  if (!isLike(shape, of) && !isLike(shape, canvas)) {
    throw new FaccentError(
      `the mask "${path}" is ${text(shape)}; it should have the shape of the photograph "${photo}", ${text(of)}, or of the canvas, ${text(canvas)}`,
    );
  }
  const grey = await decoding(path, () =>
    sharp(bytes)
      .rotate()
      .flatten({ background: '#000' })
      .resize(canvas.width, canvas.height, { fit: 'cover', position: 'centre', kernel: 'linear' })
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer(),
  );
  const values = Float32Array.from(grey, (v) => v / 255);
  if (values.every((v) => v === 0))
    throw new FaccentError(`the mask "${path}" is black everywhere: paint white what may change`);
  return { values, bytes };
}

/** The same shape at some size: equal but for the rounding of a pixel. */
const isLike = (a: Shape, b: Shape): boolean =>
  Math.abs(a.width * b.height - b.width * a.height) <= Math.max(a.width, a.height, b.width, b.height);

const text = ({ height, width }: Shape): string => `${height} × ${width} pixels (height × width)`;
