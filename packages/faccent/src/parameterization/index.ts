import { type Registry, registry } from '../declaration/registry.js';
import * as all from './all.js';
import type { Parameterization } from './parameterization.js';

export * from './all.js';
export { type SharedLowResolutionOptions, batch, sharedLowResolution } from './batch.js';
export type { Parameterization, Start, Tensors } from './parameterization.js';

/**
 * All parameterizations of one image by name. Batches have no description.
 * @example parameterizations.read({ name: 'fourier', decay: 1.2 }).name; // 'fourier'
 * @example await accentuate(model, photo, objective, { parameterization: parameterizations.parse('laplacian:5') });
 */
export const parameterizations: Registry<Parameterization> = registry<Parameterization>(
  'parameterization',
  [all],
  '{"name": "fourier"}',
);
