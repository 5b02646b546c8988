import * as z from 'zod/mini';
import { type InJson, type Option, usually } from '../declaration/option.js';
import type { Schema } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import { gaussianBlur } from '../image/opacity.js';

/**
 * What stands for absence: black, mid-grey, the image's mean colour, the image blurred past recognition (deviation:
 * a tenth of its shorter side), or a picture of the image's size.
 */
export type Baseline = 'black' | 'grey' | 'mean' | 'blur' | Image;

/** The picture that a baseline stands for. @throws FaccentError if it is of another size. */
export function baselineOf(baseline: Baseline, image: Image): Image {
  if (typeof baseline === 'string') return MADE[baseline](image);
  if (baseline.size.some((n, i) => n !== image.size[i]) || baseline.data.length !== image.data.length) {
    throw new FaccentError(
      `the baseline is ${baseline.size.join(' × ')} pixels, the image ${image.size.join(' × ')}`,
    );
  }
  return baseline;
}

/** Each plane of the image by itself. */
function planewise({ size, data }: Image, make: (plane: Float32Array) => Float32Array): Image {
  const area = size[0] * size[1];
  const out = new Float32Array(data.length);
  for (let c = 0; c * area < data.length; c++)
    out.set(make(data.subarray(c * area, (c + 1) * area)), c * area);
  return { size, data: out };
}

const MADE: Record<Exclude<Baseline, Image>, (image: Image) => Image> = {
  black: (image) => planewise(image, (plane) => new Float32Array(plane.length)),
  grey: (image) => planewise(image, (plane) => new Float32Array(plane.length).fill(0.5)),
  mean: (image) =>
    planewise(image, (plane) => plane.slice().fill(plane.reduce((sum, v) => sum + v, 0) / plane.length)),
  blur: (image) => planewise(image, (plane) => gaussianBlur(plane, image.size, Math.min(...image.size) / 10)),
};

const isImage = (value: unknown): value is Image =>
  typeof value === 'object' &&
  value !== null &&
  Array.isArray((value as Partial<Image>).size) &&
  (value as Partial<Image>).data instanceof Float32Array;

/** What a baseline may be. */
export const baseline: Schema<Baseline> = z.custom<Baseline>(
  (value) => (typeof value === 'string' ? Object.hasOwn(MADE, value) : isImage(value)),
  `${Object.keys(MADE).join(', ')} or an image`,
);

/** JSON has a picture as a list of its numbers. */
const json: InJson<Baseline> = {
  write: (value) => (typeof value === 'string' ? value : { size: [...value.size], data: [...value.data] }),
  read: (value) => {
    const { size, data } = (value ?? {}) as { size?: Size; data?: readonly number[] };
    return (Array.isArray(data) ? { size, data: Float32Array.from(data) } : value) as Baseline;
  },
};

/** An option that takes a baseline. */
export const baselineOption = (usual: Baseline, about: string): Option<Baseline, 'default'> =>
  usually(baseline, usual, `${about}: black, grey, mean, blur, or a picture of the image's size`, { json });
