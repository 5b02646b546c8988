import {
  type Check,
  type Reader,
  flag,
  number,
  optional,
  readNamed,
  reads,
  wrong,
} from '../declaration/json.js';
import { cppn } from './cppn.js';
import { fourierPhase } from './fourier-phase.js';
import { fourier, preconditionedFourier } from './fourier.js';
import { laplacian } from './laplacian.js';
import type { Parameterization } from './parameterization.js';
import { pixel } from './pixel.js';

/**
 * The parameterization that a description stands for: `parameterizationFrom(parameterization.description)` makes
 * `parameterization` again.
 * @param description JSON from anywhere; everything in it is checked
 * @throws FaccentError that names the part of the description that cannot be used
 * @example parameterizationFrom({ name: 'fourier', decay: 1.2 })
 */
export function parameterizationFrom(description: unknown): Parameterization {
  return readNamed(description, 'parameterization', READERS, '{"name": "fourier"}');
}

/** A whole number that no file can make so large that reading it fills the memory. */
const upTo =
  (most: number): Check<number> =>
  (value, path) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most
      ? (value as number)
      : wrong(value, path, `a whole number from 1 to ${most}`);

const colours = {
  decorrelate: optional(flag),
  desaturation: optional(number),
  standardize: optional(flag),
};
const spectral = { ...colours, decay: optional(number) };

/** Every parameterization of one image under the name that its description has. */
const READERS = new Map<string, Reader<Parameterization>>([
  ['fourier', reads(fourier, spectral)],
  ['preconditionedFourier', reads(preconditionedFourier, spectral)],
  ['fourierPhase', reads(fourierPhase, spectral)],
  ['pixel', reads(pixel, colours)],
  ['laplacian', reads(laplacian, { ...colours, levels: optional(upTo(16)) })],
  ['cppn', reads(cppn, { ...colours, hidden: optional(upTo(1024)), layers: optional(upTo(64)) })],
]);

/**
 * The names that descriptions of parameterizations can have.
 * @example parameterizationNames.includes('cppn')
 */
export const parameterizationNames: readonly string[] = [...READERS.keys()];
