// What makes examples quick: runs of few steps on one thread, whatever they ask for.
import * as faccent from 'faccent';

const SMALL = { steps: 2, threads: 1 };

/** Which argument of a function has the options of its run. */
const RUNS = {
  accentuate: 3,
  accentuation: 3,
  visualize: 3,
  visualization: 3,
  accentuateTo: 4,
  accentuationTo: 4,
  tuneAgainst: 4,
  audit: 3,
  audited: 3,
  explain: 2,
  explanation: 2,
  benchmark: 3,
} as const;

type AnyFunction = (...args: unknown[]) => unknown;

const recipe: typeof faccent.recipe = ({ options, ...parts }) =>
  faccent.recipe({ ...parts, options: { ...options, ...SMALL } });

/** The functions of faccent that run steps, with few. */
export function smallRuns(): Record<string, unknown> {
  const runs = Object.entries(RUNS).map(([name, at]) => {
    const run = faccent[name as keyof typeof RUNS] as AnyFunction;
    const small: AnyFunction = (...args) => {
      const all = Array.from({ length: at + 1 }, (_, i) => args[i]);
      all[at] = { ...(all[at] as object | undefined), ...SMALL };
      return run(...all);
    };
    return [name, small] as const;
  });
  return { ...Object.fromEntries(runs), recipe };
}
