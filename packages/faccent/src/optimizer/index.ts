import { type Registry, registry } from '../declaration/registry.js';
import * as all from './all.js';
import type { Optimizer } from './optimizer.js';

export * from './all.js';
export type { Optimizer } from './optimizer.js';

/**
 * All optimizers by name.
 * @example optimizers.parse('sgd:0.9').description; // { name: 'sgd', momentum: 0.9 }
 */
export const optimizers: Registry<Optimizer> = registry<Optimizer>('optimizer', [all], '{"name": "adam"}');
