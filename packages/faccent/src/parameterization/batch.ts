import { correlate, logit } from '../image/colour.js';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { type Parameterization, type Tensors, normalNoise, sizeOfImages } from './parameterization.js';
import { reduced, resized } from './pyramid.js';

/**
 * Several images optimized at once, for objectives that compare them: every tensor of the parameterization with n
 * images on axis 0. Views of all images are cut alike. Activations reach objectives as (views, n, channels, …).
 * (docs/method.md, 3.8.)
 * @throws FaccentError unless n is a positive whole number; for a parameterization that is a batch already
 * @example
 * const four = batch(fourier(), 4);
 * const { images } = await visualize(model, objective, [224, 224], { parameterization: four });
 * images.length; // 4
 */
export function batch(parameterization: Parameterization, n: number): Parameterization {
  if (!(Number.isInteger(n) && n > 0)) throw new FaccentError(`a batch has 1, 2, … images, not ${n}`);
  if ((parameterization.images ?? 1) !== 1)
    throw new FaccentError(
      `"${parameterization.name}" is a batch of ${parameterization.images} images already`,
    );
  const widened = (dims: readonly number[]): number[] => [n, ...dims.slice(1)];
  return {
    ...parameterization,
    name: `${parameterization.name} × ${n}`,
    description: undefined,
    images: n,
    shapes: (size, start) => eachTensor(parameterization.shapes(size, start), widened),
    randomStart: (random, size) => {
      const starts = Array.from({ length: n }, () => parameterization.randomStart(random, size));
      const joined = (part: keyof Tensors<Float32Array>): Float32Array[] =>
        starts[0]![part].map((_, i) => concatenated(starts.map((s) => s[part][i]!)));
      return { parameters: joined('parameters'), fixed: joined('fixed') };
    },
  };
}

/** Options of `sharedLowResolution`. */
export interface SharedLowResolutionOptions {
  /** By how much the height and width of each shared part are reduced; [2, 4, 8, 16] by default. */
  readonly reductions?: readonly number[];
}

const SHARED_DEVIATION = 0.01;

/**
 * A batch of images that share what they have at low resolution, so that they stay aligned while each goes its own way:
 * Lucid's trick for interpolations between neurons whose pictures should change gradually (Mordvintsev et al. 2018).
 * x = σ( logit(own) + up(s₂ + s₄ + …) · C ). Parameters: those of `batch(parameterization, n)`, then
 * (1, 3, ⌈h/r⌉, ⌈w/r⌉) for each reduction r. From photographs the shared parts are zero; from noise they are normal
 * with standard deviation 0.01. (docs/method.md, 3.9.)
 * @throws FaccentError as `batch`; unless reductions are at least 1
 * @example
 * const six = sharedLowResolution(fourier(), 6);
 * const { images } = await visualize(model, objective, [224, 224], { parameterization: six });
 * images.length; // 6
 */
export function sharedLowResolution(
  parameterization: Parameterization,
  n: number,
  { reductions = [2, 4, 8, 16] }: SharedLowResolutionOptions = {},
): Parameterization {
  for (const r of reductions) {
    if (!(r >= 1 && Number.isFinite(r)))
      throw new FaccentError(`a part is reduced by 1 or more, not by ${r}`);
  }
  const own = batch(parameterization, n);
  const sharedShapes = (size: Size): number[][] => reductions.map((r) => [1, 3, ...reduced(size, r)]);
  /** Parameters of the images themselves, and those that they share. */
  const split = <T>(parameters: readonly T[]): [T[], T[]] => {
    const at = parameters.length - reductions.length;
    return [parameters.slice(0, at), parameters.slice(at)];
  };
  const withShared = <T>({ parameters, fixed }: Tensors<T>, shared: readonly T[]): Tensors<T> => ({
    parameters: [...parameters, ...shared],
    fixed,
  });
  return {
    name: `${own.name}, sharing low resolutions`,
    images: n,
    shapes: (size, start) => withShared<readonly number[]>(own.shapes(size, start), sharedShapes(size)),
    encode: (image, fixed) => {
      const zeros = sharedShapes(sizeOfImages(image)).map((dims) =>
        image.builder.zeros({ type: image.type, dims }),
      );
      return withShared(own.encode(image, fixed), zeros);
    },
    decode: (parameters, size, fixed) => {
      const [mine, shared] = split(parameters);
      const images = own.decode(mine, size, fixed);
      if (!shared.length) return images;
      const sum = shared.map((s) => resized(s, size)).reduce((a, b) => a.add(b));
      return logit(images).add(correlate(sum)).sigmoid();
    },
    randomStart: (random, size) =>
      withShared(
        own.randomStart(random, size),
        sharedShapes(size).map((shape) => normalNoise(random, shape, SHARED_DEVIATION)),
      ),
    precondition: (gradients, size) => {
      const [mine, shared] = split(gradients);
      return [...(own.precondition?.(mine, size) ?? mine), ...shared];
    },
  };
}

const eachTensor = <T, U>({ parameters, fixed }: Tensors<T>, f: (t: T) => U): Tensors<U> => ({
  parameters: parameters.map(f),
  fixed: fixed.map(f),
});

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
