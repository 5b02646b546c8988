import type { ValueType } from 'onnx-grad';

/** The type of a value of the graph, where it is known. */
export type TypeOf = (value: string) => ValueType | undefined;

/** Whether a graph takes any number of views at once, had its shapes adapted to that, or runs them one by one. */
export type Batching = 'free' | 'adapted' | 'single';

/**
 * Whether every value keeps two views apart once constant shapes are adapted: it has the same shape for both as for one,
 * or its first axis is doubled.
 * @param single types for one view
 * @param pair types for two, with constant shapes adapted
 */
export const keepsViewsApart = (values: readonly string[], single: TypeOf, pair: TypeOf): boolean =>
  values.every((name) => {
    const [one, two] = [single(name)?.dims, pair(name)?.dims];
    if (!one || !two) return one === two;
    if (one.length !== two.length) return false;
    const same = one.every((d, i) => d === two[i]);
    const doubled = two[0] === 2 * one[0]! && one.slice(1).every((d, i) => d === two[i + 1]);
    return same || doubled;
  });
