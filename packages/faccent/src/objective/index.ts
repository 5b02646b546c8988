import type { Reading } from '../declaration/option.js';
import { type Registry, registry } from '../declaration/registry.js';
import { isJson } from '../declaration/short.js';
import * as all from './all.js';
import type { Objective } from './objective.js';
import { parseSum } from './parse.js';

export * from './all.js';
export type {
  DimsOf,
  LayerOf,
  Objective,
  ObjectiveDescription,
  ObjectiveInput,
  Opposed,
  SeenNetwork,
} from './objective.js';
export type { Position, PositionBox } from './position.js';
export type { Unit } from './unit.js';

const described = registry<Objective>(
  'objective',
  [all],
  '{"name": "channel", "layer": "block5c", "unit": 12}',
);

/**
 * An objective as text, for command lines: `layer:unit`, `layer:unit@y,x` for one position, and sums of them with
 * numbers before: `-2*layer:unit + 0.5*layer2:3`. The last colon separates the unit; a layer's name may hold colons,
 * dots, slashes and underscores. A sign after a unit begins the next term. Any other objective is the JSON of its
 * description.
 * @throws FaccentError with the part that cannot be read
 * @example parseObjective('block5c:12 - 0.5*block6a:3').layers; // ['block5c', 'block6a']
 * @example await accentuate(model, photo, parseObjective('block5c:12 - 0.5*block6a:3@2,2'));
 */
export const parseObjective = (text: string, reading?: Reading): Objective =>
  isJson(text) ? described.parse(text, reading) : parseSum(text);

/**
 * All objectives by name. What a description says is checked but for what depends on the network (layers, units,
 * positions), which is checked when a graph is built. `read` takes encoders as `given.encoder`: a description names one
 * by its fingerprint. `parse` is `parseObjective`.
 * @example
 * const one = objectives.read({ name: 'channel', layer: 'block5c', unit: 12 });
 * one.description; // { name: 'channel', layer: 'block5c', unit: 12 }
 * @example objectives.names.includes('deepDream'); // true
 */
export const objectives: Registry<Objective> = { ...described, parse: parseObjective };
