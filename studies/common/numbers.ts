/** The middle one of an odd number of values. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;

/** Positions from 0 to a count. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** L2 norm of the difference, as a share of the reference's. */
export function relativeError(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  let [difference, norm] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    difference += (values[i]! - reference[i]!) ** 2;
    norm += reference[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

/** One after the other: a run uses all cores. */
export async function inTurn<T, R>(
  items: readonly T[],
  make: (item: T, i: number) => Promise<R>,
): Promise<R[]> {
  const made: R[] = [];
  for (const [i, item] of items.entries()) made.push(await make(item, i));
  return made;
}
