import { FaccentError } from '../errors.js';
import { isNpy, npyType, parseNpy } from '../formats/npy.js';
import type { OpenPicture } from '../platform/platform.js';
import type { Value } from '../platform/runtime.js';
import type { Image, Size } from './image.js';

/** Fewer planes than this are told from rows and columns by their number. */
const MOST_PLANES = 64;

/** No picture has a longer side, in pixels: what is resized takes memory by its sides, too. */
const LONGEST = 100_000;

/**
 * A NumPy array as a picture: (h, w), (planes, h, w) or (h, w, planes), real numbers in [0, 1] or bytes. One plane is
 * grey, three are red, green and blue; others are a stack for a network that sees as many channels.
 * @param name what errors call it
 * @returns undefined for what is no NumPy file
 * @throws FaccentError on an array that is no picture
 */
export function openNpy(bytes: Uint8Array, name: string): OpenPicture | undefined {
  if (!isNpy(bytes)) return undefined;
  const { dims, data } = parseNpy(bytes, name);
  const shape = dims.length === 4 && dims[0] === 1 ? dims.slice(1) : dims;
  const most = npyType(bytes) === '|u1' ? 255 : 1;
  const long = shape.find((n) => n === 0 || n > LONGEST);
  if (long !== undefined)
    throw new FaccentError(
      `${name} has the shape (${dims.join(', ')}), and a picture has 1 to ${LONGEST} pixels a side`,
    );
  const values = scaledBy(data, most);
  const odd = values.find((v) => !(v >= 0 && v <= 1));
  if (odd !== undefined)
    throw new FaccentError(
      `${name} holds ${odd * most}, and a picture has real numbers from 0 to 1, or bytes: divide it by what is white, like 4095 of 12 bits`,
    );
  if (shape.length === 2) return stackPicture([values], shape as unknown as Size);
  const last = shape.length === 3 && shape[0]! > MOST_PLANES && shape[2]! <= MOST_PLANES;
  if (shape.length !== 3 || (!last && shape[0]! > MOST_PLANES))
    throw new FaccentError(
      `${name} has the shape (${dims.join(', ')}), and a picture is (height, width), (planes, height, width) or (height, width, planes)`,
    );
  const [count, size]: [number, Size] = last
    ? [shape[2]!, [shape[0]!, shape[1]!]]
    : [shape[0]!, [shape[1]!, shape[2]!]];
  const area = size[0] * size[1];
  const plane = (c: number): Float32Array => {
    if (!last) return values.slice(c * area, (c + 1) * area);
    const made = new Float32Array(area);
    for (let i = 0; i < area; i++) made[i] = values[i * count + c]!;
    return made;
  };
  return stackPicture(
    Array.from({ length: count }, (_, c) => plane(c)),
    size,
  );
}

function scaledBy(data: Value['data'], most: number): Float32Array {
  if (most === 1 && data instanceof Float32Array) return data;
  const values = new Float32Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = Number(data[i]) / most;
  return values;
}

/** Planes (h, w) of values in [0, 1] as a picture. */
export function stackPicture(planes: readonly Float32Array[], size: Size): OpenPicture {
  const colours = planes.length === 1 ? [planes[0]!, planes[0]!, planes[0]!] : planes;
  const on = (canvas: Size): Float32Array[] => planes.map((plane) => cropped(plane, size, canvas));
  return {
    size,
    image: (canvas) => {
      const area = canvas[0] * canvas[1];
      const made = on(canvas);
      const data = new Float32Array(colours.length * area);
      colours.forEach((_, c) => data.set(made[c % made.length]!, c * area));
      return Promise.resolve({ size: canvas, data } satisfies Image);
    },
    grey: (canvas) => {
      const made = on(canvas);
      return Promise.resolve(
        made[0]!.map((_, i) => made.reduce((sum, plane) => sum + plane[i]!, 0) / made.length),
      );
    },
  };
}

/** What a pixel of a resized axis takes of the axis it is made from. */
interface Taken {
  readonly at: readonly number[];
  readonly weights: readonly number[];
}

/** An axis from `start` on, `length` long, resized: linear where it grows, and the mean of what is covered where it shrinks. */
function resized(start: number, length: number, to: number, end: number): Taken[] {
  const scale = length / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = start + (i + 0.5) * scale - 0.5;
    const at: number[] = [];
    const weights: number[] = [];
    for (let k = Math.ceil(centre - reach); k <= Math.floor(centre + reach); k++) {
      const weight = 1 - Math.abs(k - centre) / reach;
      if (weight <= 0) continue;
      at.push(Math.min(end - 1, Math.max(0, k)));
      weights.push(weight);
    }
    const total = weights.reduce((a, b) => a + b, 0);
    return { at, weights: weights.map((w) => w / total) };
  });
}

/** A plane (h, w) of another size: linear where it grows, and the mean of what is covered where it shrinks. */
export const resizedPlane = (plane: Float32Array, from: Size, to: Size): Float32Array =>
  taken(plane, from, resized(0, from[0], to[0], from[0]), resized(0, from[1], to[1], from[1]));

/** The largest centred crop of the canvas' shape, resized to it. */
function cropped(plane: Float32Array, [height, width]: Size, [rows, columns]: Size): Float32Array {
  const scale = Math.min(height / rows, width / columns);
  const [tall, wide] = [rows * scale, columns * scale];
  const down = resized((height - tall) / 2, tall, rows, height);
  const across = resized((width - wide) / 2, wide, columns, width);
  return taken(plane, [height, width], down, across);
}

/** Rows and columns of a plane, each made of some. */
function taken(
  plane: Float32Array,
  [height, width]: Size,
  down: readonly Taken[],
  across: readonly Taken[],
): Float32Array {
  const [rows, columns] = [down.length, across.length];
  const narrow = new Float32Array(height * columns);
  for (let y = 0; y < height; y++)
    across.forEach(({ at, weights }, x) => {
      let sum = 0;
      for (let k = 0; k < at.length; k++) sum += weights[k]! * plane[y * width + at[k]!]!;
      narrow[y * columns + x] = sum;
    });
  const made = new Float32Array(rows * columns);
  down.forEach(({ at, weights }, y) => {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < at.length; k++) sum += weights[k]! * narrow[at[k]! * columns + x]!;
      made[y * columns + x] = sum;
    }
  });
  return made;
}
