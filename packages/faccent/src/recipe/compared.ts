import type { Recipe } from './recipe.js';

/** How a run that was made again compares with what it was. */
export interface Comparison {
  /** Whether pictures, opacity, activations and distances are the same to the bit. */
  readonly identical: boolean;
  /** Between the activations and distances of the two runs, step by step. */
  readonly largestDifference: number;
  /** Whether runtime and platform are those that the recipe was made with. */
  readonly sameEnvironment: boolean;
}

/** What came of a recipe then and now. */
export function compared(before: Recipe, after: Recipe): Comparison {
  const [then, now] = [before.results, after.results];
  const difference = largestDifference(then, now);
  const { environment: here } = after;
  return {
    largestDifference: difference,
    identical: then.image === now.image && then.opacity === now.opacity && difference === 0,
    sameEnvironment: (['runtime', 'runtimeVersion', 'platform'] as const).every(
      (what) => before.environment[what] === here[what],
    ),
  };
}

function largestDifference(a: Recipe['results'], b: Recipe['results']): number {
  const values = ({ steps, levels = [] }: Recipe['results']): number[] => [
    ...steps.flatMap((s) => [s.activation, s.distance ?? 0]),
    ...levels.map(({ reached }) => reached),
  ];
  const [x, y] = [values(a), values(b)];
  if (x.length !== y.length) return Infinity;
  return x.reduce((most, v, i) => Math.max(most, Math.abs(v - y[i]!)), 0);
}
