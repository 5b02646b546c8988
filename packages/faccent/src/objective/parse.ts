import { FaccentError } from '../errors.js';
import { UNIT_RANGES, unitRanges } from '../formats/unit-ranges.js';
import { add, multiply, negate } from './algebra.js';
import { channel } from './channel.js';
import { neuron } from './neuron.js';
import { channels, deepDream } from './whole-layers.js';
import type { Objective } from './objective.js';

/**
 * One term: a sign, a number times, a layer (as few characters as lead up to a unit, so its name may hold any), the
 * unit, perhaps a position, or several units, or all. What follows must be the end or the next term's sign.
 */
const TERM = new RegExp(
  String.raw`\s*([+-]?)\s*(?:((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*\*\s*)?([^\s+*-].*?):(?:(\*|${UNIT_RANGES})|(\d+)@(\d+),(\d+))\s*(?=[+-]|$)`,
  'iy',
);

/** Units that a range may count out. */
const MOST = 1e5;

/**
 * Sums of channels and neurons with numbers before, as `parseObjective` documents them.
 * @throws FaccentError with the part that cannot be read
 */
export function parseSum(text: string): Objective {
  const terms: Objective[] = [];
  for (let at = 0; at < text.length || terms.length === 0; at = TERM.lastIndex) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    if (!match || (terms.length > 0 && !match[1])) throw unreadable(text.slice(at));
    terms.push(termOf(match));
  }
  return terms.length === 1 ? terms[0]! : add(...terms);
}

function termOf([, sign, factor, layer, units, unit, y, x]: RegExpExecArray): Objective {
  const feature =
    units === undefined
      ? neuron({ layer: layer!, unit: Number(unit), position: [Number(y), Number(x)] })
      : unitsOf(layer!, units);
  const weight = Number(factor ?? 1) * (sign === '-' ? -1 : 1);
  if (weight === 1) return feature;
  return weight === -1 ? negate(feature) : multiply(weight, feature);
}

/** One unit, several as `3-9` and `1,4,12`, or all as `*`. */
export function unitsOf(layer: string, text: string): Objective {
  if (text === '*') return deepDream({ layer });
  const units = unitRanges(text, `${layer}:${text}`).flatMap(([first, last]) => {
    if (last - first > MOST)
      throw new FaccentError(`"${layer}:${text}" asks for more units than layers have`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return units.length === 1 ? channel({ layer, unit: units[0]! }) : channels({ layer, units });
}

const unreadable = (rest: string): FaccentError =>
  new FaccentError(
    `"${rest.trim().slice(0, 60)}" is no objective: it should be like block5c:12, block5c:12@7,7 (row, column), ` +
      '-2*block5c:12 + 0.5*block6a:3, or {"name": "channel", "layer": "block5c", "unit": 12}',
  );
