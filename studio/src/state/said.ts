import type { KeptRun } from './run.svelte.js';

const ROWS = ['upper', 'middle', 'lower'] as const;
const COLUMNS = ['left', 'middle', 'right'] as const;

/** Where in a picture most of a map lies, in words; undefined where it lies everywhere. */
export function whereIn(map: Uint8Array, width: number): string | undefined {
  const height = map.length / width;
  const sums = Array.from({ length: 9 }, () => 0);
  for (const [i, value] of map.entries()) {
    const row = Math.floor((3 * Math.floor(i / width)) / height);
    sums[3 * row + Math.floor((3 * (i % width)) / width)]! += value;
  }
  const total = sums.reduce((a, b) => a + b, 0);
  const most = sums.indexOf(Math.max(...sums));
  // a ninth is what each part has of a map that is the same everywhere
  if (total === 0 || sums[most]! / total < 1 / 6) return undefined;
  const [row, column] = [ROWS[Math.floor(most / 3)]!, COLUMNS[most % 3]!];
  if (row === column) return 'the middle';
  return `the ${row} ${column === 'middle' ? 'part' : column}`;
}

const percent = (p: number): string => `${(100 * p).toPrecision(2)} %`;

/** What a run has come to, in a sentence for those who do not see it. */
export function sentence({ feature, end, opacity, pictures, state, problem, steps, wish }: KeptRun): string {
  if (state === 'failed') return `the run of ${feature} failed: ${problem}`;
  if (end) {
    const { before, after } = end.probability ?? end.activation;
    const [from, to] = end.probability
      ? [percent(before), percent(after)]
      : [before.toFixed(2), after.toFixed(2)];
    const place = opacity && whereIn(opacity, pictures[0]!.width);
    const verb = after >= before ? 'rose' : 'fell';
    return `${feature} ${verb} from ${from} to ${to}; the change is ${place ? `mostly in ${place}` : 'all over the picture'}`;
  }
  // now and then
  const tenth = Math.floor(steps.length / 10) * 10;
  return tenth ? `${feature}: ${tenth} of ${wish.settings.steps} steps` : `${feature}: accentuating`;
}
