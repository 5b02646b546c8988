import { type Registry, registry } from '../declaration/registry.js';
import type { Reading } from '../declaration/option.js';
import { wrong } from '../declaration/schema.js';
import { isJson, typedJson } from '../declaration/short.js';
import * as all from './all.js';
import type { Regularizer } from './regularizer.js';

export * from './all.js';
export { type Regularize, type RegularizedLayer, regularizersOf } from './given.js';
export type { Regularizer } from './regularizer.js';

/** Regularizers by name, and lists of them. */
export interface Regularizers extends Registry<Regularizer> {
  /**
   * A list of regularizers, as recipes have it.
   * @throws FaccentError that names the part that cannot be used
   */
  readonly readList: (json: unknown, reading?: Reading) => readonly Regularizer[];
}

/** Meant where none is named: there was no other once. */
const USUAL = 'lpDistance';

/** Lists hold no more than this. */
const MOST = 100;

const EXAMPLE = '{"name": "lpDistance", "layer": "block3b"}';

const declared = registry<Regularizer>('regularizer', [all], EXAMPLE);

const read: Regularizers['read'] = (json, reading) => {
  const isNameless = typeof json === 'object' && json !== null && !Array.isArray(json) && !('name' in json);
  return declared.read(isNameless ? { name: USUAL, ...json } : json, reading);
};

/**
 * All regularizers by name. Where there is no name, `lpDistance` is meant: in older recipes (`{"layer": "block3b"}`),
 * and on command lines (`block3b:1:0.5`).
 * @example regularizers.parse('block2b:1:0.5').description; // { name: 'lpDistance', layer: 'block2b', power: 1, weight: 0.5 }
 */
export const regularizers: Regularizers = {
  ...declared,
  read,
  readList: (json, reading = {}) => {
    const { path = 'regularize' } = reading;
    if (!Array.isArray(json) || json.length > MOST)
      throw wrong(json, path, `a list of up to ${MOST} regularizers, like [${EXAMPLE}]`);
    return json.map((one, i) => read(one, { ...reading, path: `${path}[${i}]` }));
  },
  parse: (text, reading) => {
    if (isJson(text)) return read(typedJson(text, declared.what), reading);
    const isNamed = declared.declared.some(({ name }) => text.trim().startsWith(`${name}:`));
    return declared.parse(isNamed ? text : `${USUAL}:${text.trim()}`, reading);
  },
};
