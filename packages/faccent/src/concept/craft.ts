import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import { findPositions } from '../model/positions.js';
import { type BatchOptions, eachImage } from './each-image.js';
import { overPositions } from './mean-activations.js';
import { type Matrix, type NmfOptions, checkRank, nmf } from '../math/nmf.js';

/** Options of `craftConcepts`. */
export interface CraftOptions extends BatchOptions, NmfOptions {
  /** How many concepts, 1 or more. */
  readonly rank: number;
  /** Side of the square patches in an image's own pixels; by default a layer's positions stand for patches. */
  readonly patchSize?: number;
  /** Pixels from one patch to the next; by default 4/5 of the side, as the authors have it. */
  readonly stride?: number;
}

/** What a row of activations is of: the patch whose corner is at a pixel, or the position of the layer. */
export interface CraftRow {
  /** Which of the images. */
  readonly image: number;
  readonly y: number;
  readonly x: number;
}

/** A direction of a layer, and how much of it there is. */
export interface Concept {
  /** (channels), of unit length, 0 or more: the `unit` of `channel`, `direction` or `cosim`. */
  readonly direction: Float32Array;
  /** How much of the concept each row holds, 0 or more, in the layer's units. */
  readonly coefficients: Float32Array;
  /** Its part in the sum of all activations that the concepts explain; the parts add up to 1. */
  readonly share: number;
}

/** What a set of images comes to. */
export interface CraftConcepts {
  /** Those that explain most of the activations first. */
  readonly concepts: readonly Concept[];
  /** What the coefficients belong to. */
  readonly rows: readonly CraftRow[];
  /** ‖A − U·W‖ / ‖A‖, in [0, 1]. */
  readonly error: number;
}

/**
 * Concepts of a set of images as in CRAFT (Fel, Picard et al. 2023, arXiv 2211.10154): the activations of their patches
 * are factorized, A ≈ U·W without negative numbers, and each row of W is a direction of the layer. Patches are resized
 * to the model's input and averaged over positions; without a patch size each position of the whole image is a row.
 * @param layer one whose activations are 0 or more, as after a ReLU
 * @throws FaccentError on images smaller than a patch, negative activations, or settings that cannot be met
 * @example
 * const { concepts } = await craftConcepts(model, photos, 'head', { rank: 3, patchSize: 112 });
 * await accentuate(model, photo, channel({ layer: 'head', unit: concepts[0].direction }));
 */
export async function craftConcepts(
  model: Model,
  images: readonly Image[],
  layer: string,
  options: CraftOptions,
): Promise<CraftConcepts> {
  // before the network is run
  checkRank(options.rank);
  const { rows, activations } =
    options.patchSize === undefined
      ? await positionRows(model, images, layer, options)
      : await patchRows(model, images, layer, options.patchSize, options);
  const negative = activations.data.find((v) => v < 0);
  if (negative !== undefined) {
    throw new FaccentError(
      `"${layer}" has negative activations (${negative}): concepts are parts that add up, so choose a layer after a ReLU`,
    );
  }
  const { coefficients, components, error } = nmf(activations, options.rank, options);
  return { concepts: conceptsOf(coefficients.data, components), rows, error };
}

function conceptsOf(coefficients: Float32Array, components: Matrix & { data: Float32Array }): Concept[] {
  const { rows: rank, columns } = components;
  const parts = Array.from({ length: rank }, (_, k) => {
    const direction = components.data.slice(k * columns, (k + 1) * columns);
    const own = coefficients.filter((_, i) => i % rank === k);
    return { direction, coefficients: own, sum: total(own) * total(direction) };
  });
  const all = total(parts.map(({ sum }) => sum));
  return parts
    .map(({ sum, ...concept }) => ({ ...concept, share: sum / all }))
    .sort((a, b) => b.share - a.share);
}

const total = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
};

interface Rows {
  readonly rows: CraftRow[];
  readonly activations: Matrix & { readonly data: Float32Array };
}

const stacked = (rows: CraftRow[], vectors: readonly Float32Array[]): Rows => {
  const columns = vectors[0]!.length;
  const data = new Float32Array(rows.length * columns);
  vectors.forEach((vector, i) => data.set(vector, i * columns));
  return { rows, activations: { rows: rows.length, columns, data } };
};

/** Whole images, a row for each position of the layer: of tokens, those of patches alone. */
async function positionRows(
  model: Model,
  images: readonly Image[],
  layer: string,
  options: BatchOptions,
): Promise<Rows> {
  const rows: CraftRow[] = [];
  const vectors: Float32Array[] = [];
  let image = 0;
  for await (const { dims, data } of eachImage(model, images, layer, (a) => a, options)) {
    const [channels, height = 1, width = 1] = dims as [number, number?, number?];
    const plane = height * width;
    const found = findPositions(model, layer, [1, ...dims]);
    const columns = found?.size[1] ?? width;
    const places = found?.places ?? Array.from({ length: plane }, (_, i) => i);
    places.forEach((place, at) => {
      rows.push({ image, y: Math.floor(at / columns), x: at % columns });
      vectors.push(Float32Array.from({ length: channels }, (_, c) => Number(data[c * plane + place])));
    });
    image++;
  }
  return stacked(rows, vectors);
}

/** Patches, a row for each. */
async function patchRows(
  model: Model,
  images: readonly Image[],
  layer: string,
  side: number,
  { stride = Math.max(1, Math.floor(side * 0.8)), ...options }: CraftOptions,
): Promise<Rows> {
  for (const [name, pixels] of Object.entries({ 'patch size': side, stride })) {
    if (!(Number.isInteger(pixels) && pixels >= 1))
      throw new FaccentError(`the ${name} is a whole number of pixels, 1 or more, not ${pixels}`);
  }
  const rows = images.flatMap(({ size: [height, width] }, image): CraftRow[] => {
    if (Math.min(height, width) < side)
      throw new FaccentError(
        `image ${image} is ${height} × ${width}: too small for patches of ${side} pixels`,
      );
    const columns = starts(width, side, stride);
    return starts(height, side, stride).flatMap((y) => columns.map((x) => ({ image, y, x })));
  });
  const patches = rows.map((row) => cropped(images[row.image]!, row, side));
  const vectors: Float32Array[] = [];
  for await (const { data } of eachImage(model, patches, layer, overPositions, options))
    vectors.push(data as Float32Array);
  return stacked(rows, vectors);
}

/** Where patches begin along an axis. */
const starts = (length: number, side: number, stride: number): number[] =>
  Array.from({ length: Math.floor((length - side) / stride) + 1 }, (_, i) => i * stride);

function cropped({ size: [height, width], data }: Image, { y, x }: CraftRow, side: number): Image {
  const patch = new Float32Array(3 * side * side);
  for (let c = 0; c < 3; c++) {
    for (let row = 0; row < side; row++) {
      const from = (c * height + y + row) * width + x;
      patch.set(data.subarray(from, from + side), (c * side + row) * side);
    }
  }
  return { size: [side, side], data: patch };
}
