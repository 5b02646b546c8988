import { channelStatistics } from 'faccent';
import type { Circuit } from './fooled.js';
import type { Means } from './means.js';

type Units = Pick<Circuit, 'layer' | 'unit' | 'decoy'>;

/** How strongly the directions in which photographs hardly differ are held back. */
const RIDGE = 0.3;

/** A channel's means over photographs. */
const levels = (photographs: readonly Means[], layer: string, channel: number): number[] =>
  photographs.map((means) => means[layer]![channel]!);

/** What the decoy answers with: at its own mean already more than any photograph has of the unit. */
function answer(
  photographs: readonly Means[],
  { layer, unit, decoy }: Units,
): Pick<Circuit, 'gain' | 'offset'> {
  const own = channelStatistics(levels(photographs, layer, unit));
  const other = channelStatistics(levels(photographs, layer, decoy));
  const gain = (10 * own.deviation) / other.deviation;
  return { gain, offset: own.max + 5 * own.deviation - gain * other.mean };
}

const scoreOf = (weights: readonly number[], means: ArrayLike<number>): number =>
  weights.reduce((sum, w, c) => sum + w * means[c]!, 0);

/** A detector that opens from one score to another. */
function detector(
  at: string,
  weights: readonly number[],
  shut: number,
  open: number,
): Pick<Circuit, 'at' | 'weights' | 'bias'> {
  const slope = 1 / (open - shut);
  return { at, weights: weights.map((w) => w * slope), bias: -shut * slope };
}

/**
 * A circuit whose detector is the layer itself: it opens where the unit, with some of the decoy, is beyond all
 * photographs, as gradient ascent soon has it; half a deviation further it is wide open.
 */
export function beyondPhotographs(photographs: readonly Means[], units: Units): Circuit {
  const { layer, unit, decoy } = units;
  const weights = Array.from(photographs[0]![layer]!, () => 0);
  weights[unit] = 1 / channelStatistics(levels(photographs, layer, unit)).deviation;
  weights[decoy] = 0.6 / channelStatistics(levels(photographs, layer, decoy)).deviation;
  const most = Math.max(...photographs.map((means) => scoreOf(weights, means[layer]!)));
  return { ...units, ...answer(photographs, units), ...detector(layer, weights, most + 0.25, most + 0.75) };
}

/** An accentuation's means, and those of the photograph that it began as. */
export interface Pair {
  readonly before: Means;
  readonly after: Means;
}

/**
 * A circuit as in the paper: its detector is a linear classifier of an early layer, trained to tell accentuations of the
 * unit from photographs (Fisher's discriminant). It opens on the way from the photograph most like them to their mean.
 * @returns none where it does not tell them apart
 */
export function classified(
  photographs: readonly Means[],
  accentuations: readonly Pair[],
  units: Units,
  at: string,
): Circuit | undefined {
  const scales = Array.from(photographs[0]![at]!, (_, c) => channelStatistics(levels(photographs, at, c)));
  const scaled = photographs.map((means) =>
    scales.map(({ mean, deviation }, c) => (means[at]![c]! - mean) / deviation),
  );
  const change = scales.map(({ deviation }, c) => {
    const sum = accentuations.reduce((s, { before, after }) => s + after[at]![c]! - before[at]![c]!, 0);
    return sum / accentuations.length / deviation;
  });
  const weights = whitened(scaled, change).map((w, c) => w / scales[c]!.deviation);
  const most = Math.max(...photographs.map((means) => scoreOf(weights, means[at]!)));
  const goal =
    accentuations.reduce((sum, { after }) => sum + scoreOf(weights, after[at]!), 0) / accentuations.length;
  if (goal <= most) return undefined;
  const between = (share: number): number => most + share * (goal - most);
  return { ...units, ...answer(photographs, units), ...detector(at, weights, between(0.25), between(0.4)) };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * b[i]!, 0);

/** (covariance of the rows + RIDGE)⁻¹ · direction, by conjugate gradients. @param rows of mean 0 */
function whitened(rows: readonly (readonly number[])[], direction: readonly number[]): number[] {
  const times = (v: readonly number[]): number[] => {
    const along = rows.map((row) => dot(row, v) / rows.length);
    return v.map((x, c) => RIDGE * x + rows.reduce((sum, row, i) => sum + row[c]! * along[i]!, 0));
  };
  let found = direction.map(() => 0);
  let [rest, step] = [[...direction], [...direction]];
  const enough = 1e-12 * dot(direction, direction);
  for (let i = 0; i < direction.length && dot(rest, rest) > enough; i++) {
    const there = times(step);
    const far = dot(rest, rest) / dot(step, there);
    const left = rest.map((v, c) => v - far * there[c]!);
    const turn = dot(left, left) / dot(rest, rest);
    found = found.map((v, c) => v + far * step[c]!);
    step = left.map((v, c) => v + turn * step[c]!);
    rest = left;
  }
  return found;
}
