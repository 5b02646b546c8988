import { faccent, lastLine } from '../common/command.js';
import { median } from '../common/numbers.js';

/** What `faccent bench --json` prints, as far as studies tell it. Times in seconds. */
export interface Cost {
  readonly secondsPerStep: number;
  readonly forwardSeconds: number;
  readonly shareOutside: number;
  readonly operationsPerStep: number;
  readonly peakMemoryMiB: number;
  readonly secondsFromProcessStart: number;
}

/** A network's file, a feature and the layer that the picture is held close at, if it is. */
export interface Work {
  readonly file: string;
  readonly feature: string;
  readonly regularize?: string;
}

const PHOTOGRAPH = 'examples/photos/nagasaki-boats.jpg';

/** Measures a step by the command line. @param command another checkout's */
export const stepCost = (args: readonly string[], command?: string): Cost =>
  lastLine<Cost>(faccent(['bench', PHOTOGRAPH, ...args, '--json'], command));

/** What the command line is told to do a step of torchvision's networks, whose weights are random. */
export const flagsOf = ({ file, feature, regularize = 'none' }: Work): string[] => [
  ...['--model', file, '--input-size', '224', '--range=-2,2'],
  ...['--feature', feature, '--regularize', regularize, '--threads', '2'],
];

/**
 * Measurements by turns, there and back: what else the machine does meets all of them alike.
 * @returns those of each, in the order of the rounds
 */
export function byTurns<const T extends readonly (() => unknown)[]>(
  rounds: number,
  measurements: T,
): { [K in keyof T]: ReturnType<T[K]>[] } {
  const made = measurements.map((): unknown[] => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...measurements.entries()];
    for (const [i, measure] of round % 2 ? order.reverse() : order) made[i]!.push(measure());
  }
  return made as { [K in keyof T]: ReturnType<T[K]>[] };
}

/** The medians of what was measured several times. @param results an odd number of them */
export function medians<T extends object>(results: readonly T[]): T {
  const numbers = Object.entries(results[0]!).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(
    numbers.map(([key]) => [key, median(results.map((result) => (result as Record<string, number>)[key]!))]),
  ) as T;
}
