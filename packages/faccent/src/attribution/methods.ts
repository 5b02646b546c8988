import { type Registry, registry } from '../declaration/registry.js';
import * as all from './all.js';
import type { AttributionMethod } from './method.js';

/**
 * All attribution methods by name.
 * @example const { map } = await attributionMethods.read({ name: 'smoothGrad', samples: 20 }).map(model, photo, objective);
 */
export const attributionMethods: Registry<AttributionMethod> = registry<AttributionMethod>(
  'attribution method',
  [all],
  '{"name": "gradCam", "layer": "head"}',
);
