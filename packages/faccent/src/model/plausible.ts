import { shown } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Sources } from './sources.js';

/** How a network's input is normalized: the part of a description that says so. */
interface Normalization {
  readonly range?: readonly number[];
  readonly scale?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** A difference of two pixels that no network was trained on: bytes are 255 apart. */
const MOST = 600;

const list = (values: readonly number[]): string => values.map((v) => Number(v.toPrecision(6))).join(', ');

/** What cannot be in a normalization, and what may be meant; undefined where nothing is. */
function implausible(normalization: Normalization): string | undefined {
  for (const key of ['range', 'mean', 'std'] as const) {
    // files of other tools may say anything
    const values: unknown = normalization[key];
    if (
      values !== undefined &&
      !(Array.isArray(values) && values.length > 0 && values.every(Number.isFinite))
    )
      return `${key} is ${shown(values)}, and should be numbers`;
  }
  const { range, scale = 1, mean, std = [1] } = normalization;
  if (range) {
    return range[0] === range[1] ? `range is ${list(range)}, which shows the network nothing` : undefined;
  }
  if (!mean) return undefined;
  if (std.some((s) => s <= 0)) return `std is ${list(std)}: a deviation is above 0`;
  if (mean.some((m) => Math.abs(m) > 2 * scale)) {
    const bytes = list(mean.map((m) => m / 255));
    return (
      `mean is ${list(mean)}, which cannot be of pixels from 0 to ${scale}: ` +
      `if it is of bytes, state mean ${bytes} and std ${list(std.map((s) => s / 255))}`
    );
  }
  if (std.some((s) => scale / s > MOST))
    return (
      `mean is ${list(mean)} and std ${list(std)}, which cannot be of pixels from 0 to ${scale}: ` +
      'if they are of pixels from 0 to 1, state scale 1'
    );
  return undefined;
}

/**
 * Refuses what no network was trained on. The input range is a property of the model: it is asked about, not assumed.
 * @param sources where its parts are from
 * @throws FaccentError that says what cannot be, where it is from, and what may be meant
 */
export function checkPlausible(normalization: Normalization, sources: Sources = {}): void {
  const words = implausible(normalization);
  if (words === undefined) return;
  const stated = (['range', 'scale', 'mean', 'std'] as const)
    .filter((key) => normalization[key] !== undefined && sources[key] !== undefined)
    .map((key) => `${key} from ${sources[key]}`);
  throw new FaccentError(`${words}${stated.length ? ` (${stated.join(', ')})` : ''}`, {
    help: 'range',
  });
}
