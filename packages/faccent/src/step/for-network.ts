import { FaccentError } from '../errors.js';
import { grey } from '../image/luma.js';
import type { Random } from '../math/random.js';
import type { Model } from '../model/model.js';
import { parameterizations } from '../parameterization/index.js';
import type { Parameterization } from '../parameterization/parameterization.js';

/** The parameterization of pictures for a network that sees no colours, or others than red, green and blue. */
export function forNetwork(parameterization: Parameterization, { picture, planes }: Model): Parameterization {
  if (picture.channels === 1) return inGrey(parameterization);
  return planes === 3 ? parameterization : ofStack(parameterization, planes);
}

/** Images are grey, whatever colours their parameters say. */
const inGrey = (parameterization: Parameterization): Parameterization => ({
  ...parameterization,
  encode: (image, fixed) => parameterization.encode(grey(image), fixed),
  decode: (parameters, size, fixed) => grey(parameterization.decode(parameters, size, fixed)),
});

/** Of these each plane is written by itself, once colours are not decorrelated. */
const PLANE_BY_PLANE = new Set(['fourier', 'preconditionedFourier', 'pixel', 'laplacian']);

/** Stacks of planes that are no colours, each written as a colour is. @throws FaccentError where that cannot be */
function ofStack({ name, description }: Parameterization, planes: number): Parameterization {
  if (!PLANE_BY_PLANE.has(name) || !description)
    throw new FaccentError(
      `the parameterization "${name}" makes pictures of three colours, and the network sees ${planes} channels: ` +
        `take one of ${[...PLANE_BY_PLANE].join(', ')}`,
    );
  const own = parameterizations.read({ ...description, decorrelate: false });
  const widened = (dims: readonly number[]): number[] => [dims[0]!, planes, ...dims.slice(2)];
  /** As many random planes as there are, made three at a time. */
  const randomPlanes = (random: Random, size: readonly [number, number]): Float32Array[] => {
    const parts = Array.from(
      { length: Math.ceil(planes / 3) },
      () => own.randomStart(random, size).parameters,
    );
    return parts[0]!.map((first, i) => {
      const plane = first.length / 3;
      const all = new Float32Array(parts.length * first.length);
      parts.forEach((part, k) => all.set(part[i]!, k * first.length));
      return all.slice(0, planes * plane);
    });
  };
  return {
    ...own,
    planes,
    shapes: (size, start) => {
      const { parameters, fixed } = own.shapes(size, start);
      return { parameters: parameters.map(widened), fixed: fixed.map(widened) };
    },
    randomStart: (random, size) => ({ parameters: randomPlanes(random, size), fixed: [] }),
  };
}
