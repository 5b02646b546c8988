import * as z from 'zod/mini';
import { FaccentError } from '../errors.js';
import { type Schema, checked, index, record, text } from '../declaration/schema.js';
import type { Size } from './image.js';

/** A rectangle of a canvas, in pixels: its first row and column, and those behind its last. */
export type RegionBox = readonly [top: number, left: number, bottom: number, right: number];

/**
 * Where a picture may change, as a recipe has it: a rectangle of the canvas, or a painted picture by its file and the
 * SHA-256 of that.
 */
export type Region = { readonly box: RegionBox } | { readonly path: string; readonly sha256: string };

/**
 * The mask of a rectangle: 1 inside and 0 outside, (h, w) row-major, for the option `mask`.
 * @param box in pixels of the canvas
 * @throws FaccentError if it holds no pixel or is not within the canvas
 * @example
 * const mask = boxMask([0, 0, 112, 224], photo.size); // the upper half
 * await accentuate(model, photo, objective, { mask });
 */
export function boxMask(box: RegionBox, [height, width]: Size): Float32Array {
  const [top, left, bottom, right] = box;
  if (!(top >= 0 && left >= 0 && top < bottom && left < right && bottom <= height && right <= width)) {
    throw new FaccentError(
      `the box ${box.join(', ')} (top, left, bottom, right) is not within the canvas of ${height} × ${width} pixels (height × width), or is empty`,
    );
  }
  const mask = new Float32Array(height * width);
  for (let y = top; y < bottom; y++) mask.fill(1, y * width + left, y * width + right);
  return mask;
}

const FOUR = 'four whole numbers: top, left, bottom, right';
const OBJECT = 'an object, like {"box": [0, 0, 256, 512]}';
const box: Schema<Region> = record({ box: z.tuple([index, index, index, index], FOUR) });
const file: Schema<Region> = record({ path: text, sha256: text });

/**
 * Checks a region as read from JSON.
 * @throws FaccentError that names the part that cannot be used
 * @example regionFrom({ box: [0, 0, 256, 512] }); // { box: [0, 0, 256, 512] }
 */
export function regionFrom(json: unknown): Region {
  const fields = checked(z.record(z.string(), z.unknown(), OBJECT), json, 'mask');
  return checked('box' in fields ? box : file, fields, 'mask');
}
