import { textHash } from '../math/text-hash.js';

/**
 * Which of some values are the largest, the largest first; of equal ones the first.
 * @param count how many at most
 * @returns their places
 * @example largestOf([3, 9, 1, 9], 2); // [1, 3]
 * @example
 * const values = await objectiveValues(model, objective, photos);
 * const strongestPhotos = largestOf(values, 3).map((i) => photos[i]);
 */
export function largestOf(values: ArrayLike<number>, count: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (kept.length === count && (count === 0 || value <= values[kept[count - 1]!]!)) continue;
    let at = kept.length;
    while (at > 0 && value > values[kept[at - 1]!]!) at--;
    kept.splice(at, 0, i);
    if (kept.length > count) kept.pop();
  }
  return kept;
}

/** A value's place, and in which of the parts of the range it lies, counted from the lowest. */
export interface Sampled {
  readonly at: number;
  readonly part: number;
}

/**
 * A random sample across the range of some values: the range from the smallest to the largest is cut into equal parts, and
 * one value is drawn of each part that has any.
 * @param parts of the range
 * @param drawOf a number of each value by its place: the smallest is drawn
 * @returns from the lowest part to the highest
 * @example acrossRange([0, 1, 2, 9], 3, (at) => at).map(({ at }) => at); // [0, 3]: one of 0 to 3, none of 3 to 6, one of 6 to 9
 */
export function acrossRange(
  values: ArrayLike<number>,
  parts: number,
  drawOf: (at: number) => number,
): Sampled[] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  const drawn = new Map<number, { at: number; draw: number }>();
  for (let i = 0; i < values.length; i++) {
    const share = high > low ? (values[i]! - low) / (high - low) : 0;
    const part = Math.min(parts - 1, Math.floor(share * parts));
    const draw = drawOf(i);
    const before = drawn.get(part);
    if (!before || draw < before.draw) drawn.set(part, { at: i, draw });
  }
  return [...drawn]
    .filter(([part]) => part >= 0)
    .sort(([a], [b]) => a - b)
    .map(([part, { at }]) => ({ at, part }));
}

/** What a channel's draws begin with. */
export const seedOf = (layer: string, unit: number): number => textHash(`${layer}:${unit}`);

/**
 * A draw of 32 bits for a photograph by its contents: the same wherever, in whatever order and beside whatever others it
 * is measured.
 * @param contents the first 32 bits of its SHA-256
 */
export function drawOf(seed: number, contents: number): number {
  let state = (seed ^ contents) >>> 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
