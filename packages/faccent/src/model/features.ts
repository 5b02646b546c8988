import { FaccentError } from '../errors.js';
import { UNIT_RANGES, unitRanges } from '../formats/unit-ranges.js';
import { INPUT, type Layer } from './layers.js';
import type { Model } from './model.js';

/** Units of a layer that are asked for. */
export interface LayerUnits {
  /** The layer's name: as it was asked for, or, of several that a pattern matches, as the network has it. */
  readonly layer: string;
  /** In rising order. */
  readonly units: readonly number[];
}

/** Units behind a layer's name: all, or `0-7`, `1,5,9`, `0-3,12`. */
const UNITS = new RegExp(String.raw`^(?:\*|${UNIT_RANGES})$`);

/** Units that one layer may have, so that `0-999999999` is refused and not counted out. */
const MOST = 1e7;

/**
 * The layers and units that patterns ask for: a layer by its name, or by a pattern in which `*` stands for any letters but
 * `.` and `/`, and `**` for any at all; then, after a colon, its units (all, where nothing is said).
 * @param patterns such as `block6a`, `mixed4*`, `block6a:0-7`, `features.*:1,5,9`
 * @returns in the order of the patterns, layers of one pattern in that of computation; a layer that several name once, with
 * the units of all
 * @throws FaccentError for a pattern that no layer with channels matches, and for a unit that a named layer does not have
 * @example featuresMatching(model, ['block6a:0-2', 'head']).map(({ layer, units }) => `${layer}: ${units.length}`); // ['block6a: 3', 'head: 1280']
 */
export function featuresMatching(model: Model, patterns: readonly string[]): LayerUnits[] {
  if (!patterns.length) throw new FaccentError('no layer is named', { help: 'layers' });
  const found = new Map<string, { layer: string; units: Set<number> }>();
  for (const pattern of patterns) {
    const { layers, units: text } = matching(model, pattern);
    const matched = layers.map((layer) => ({ layer, units: unitsOf(layer, text, pattern) }));
    if (matched.every(({ units }) => units.length === 0))
      throw new FaccentError(`no layer that matches "${pattern}" has those units`, { help: 'layers' });
    for (const { layer, units } of matched) {
      if (units.length === 0) continue;
      const value = model.resolve(layer.name);
      const known = found.get(value) ?? { layer: layer.name, units: new Set() };
      found.set(value, known);
      for (const unit of units) known.units.add(unit);
    }
  }
  return [...found.values()].map(({ layer, units }) => ({
    layer,
    units: [...units].sort((a, b) => a - b),
  }));
}

/** A layer under the name that it was asked for by, and how many units it has. */
interface Matched {
  readonly name: string;
  readonly count: number;
}

function matching(model: Model, pattern: string): { layers: readonly Matched[]; units: string } {
  const { name, units } = split(model, pattern);
  if (!name.includes('*') || model.find(name) !== undefined)
    return { layers: [{ name, count: countIn(model, name) }], units };
  const shape = shapeOf(name);
  const layers = model.layers.flatMap((layer): Matched[] => {
    const called = [layer.name, ...layer.modules.map((module) => module.name)].find((own) => shape.test(own));
    const count = called === undefined ? undefined : channelsOf(layer);
    return count === undefined ? [] : [{ name: called!, count }];
  });
  if (!layers.length) throw new FaccentError(`no layer with channels matches "${name}"`, { help: 'layers' });
  return { layers, units };
}

/** Where the layer's name ends: names may have colons of their own. */
function split(model: Model, pattern: string): { readonly name: string; readonly units: string } {
  const colon = pattern.lastIndexOf(':');
  const after = pattern.slice(colon + 1);
  if (colon < 1 || model.find(pattern) !== undefined) return { name: pattern, units: '*' };
  if (UNITS.test(after)) return { name: pattern.slice(0, colon), units: after };
  const before = pattern.slice(0, colon);
  if (before.includes('*') || model.find(before) !== undefined)
    throw new FaccentError(`"${after}" in "${pattern}" should be units: 0-7, or 1,5,9, or * for all`);
  return { name: pattern, units: '*' };
}

function shapeOf(name: string): RegExp {
  const parts = name
    .split(/(\*+)/)
    .map((part) =>
      part === '*'
        ? '[^./]*'
        : part.startsWith('*')
          ? '.*'
          : part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`),
    );
  return new RegExp(`^${parts.join('')}$`, 's');
}

function countIn(model: Model, name: string): number {
  const value = model.resolve(name);
  const layer = model.layers.find((one) => one.value === value);
  if (name === INPUT || (layer === undefined && value === model.input)) return model.planes;
  const count = layer && channelsOf(layer);
  if (count === undefined)
    throw new FaccentError(`the layer "${name}" has no channels whose activation can be looked at`, {
      help: 'layers',
    });
  return count;
}

const channelsOf = ({ objective, dims }: Layer): number | undefined =>
  objective && dims !== undefined && dims.length >= 2 && dims[1]! > 0 ? dims[1] : undefined;

function unitsOf({ name, count }: Matched, units: string, pattern: string): number[] {
  if (units === '*') return Array.from({ length: count }, (_, unit) => unit);
  const named = pattern.includes('*') ? undefined : name;
  return unitRanges(units, pattern).flatMap(([first, last]) => {
    if (last >= MOST || (named !== undefined && last >= count))
      throw new FaccentError(
        `the layer "${name}" has ${count} units, 0 to ${count - 1}: "${pattern}" asks for ${last}`,
      );
    // of a pattern each layer gives what it has
    const end = Math.min(last, count - 1);
    return Array.from({ length: Math.max(0, end - first + 1) }, (_, i) => first + i);
  });
}
