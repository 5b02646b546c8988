import type { ChannelMap } from '../worker/protocol.js';

/** Which third of a side a pixel lies in. */
const third = (at: number, length: number): number => Math.min(2, Math.floor((3 * (at + 0.5)) / length));

const ROWS = ['upper', '', 'lower'] as const;
const COLUMNS = ['left', '', 'right'] as const;

/** Where a map is strongest, in words. @example whereStrongest(map) // 'strongest in the upper left' */
export function whereStrongest({ width, height, bytes }: ChannelMap): string {
  const at = bytes.indexOf(bytes.reduce((a, b) => Math.max(a, b), 0));
  const row = ROWS[third(Math.floor(at / width), height)];
  const column = COLUMNS[third(at % width, width)];
  const strong = bytes.filter((v) => v >= 128).length / bytes.length;
  const much = strong > 0.5 ? ', strong in most of the picture' : '';
  if (!row && !column) return `strongest in the middle${much}`;
  return `strongest ${row && column ? `in the ${row} ${column}` : row ? `in the ${row} middle` : `at the ${column}`}${much}`;
}

/** Where in a picture most of a map lies, in words; undefined where it lies everywhere. @example 'the upper left' */
export function whereMost(map: Uint8Array, width: number): string | undefined {
  const sums = Array.from({ length: 9 }, () => 0);
  for (const [i, value] of map.entries())
    sums[3 * third(Math.floor(i / width), map.length / width) + third(i % width, width)]! += value;
  const total = sums.reduce((a, b) => a + b, 0);
  const most = sums.indexOf(Math.max(...sums));
  // a ninth is what each part has of a map that is the same everywhere
  if (total === 0 || sums[most]! / total < 1 / 6) return undefined;
  const [row, column] = [ROWS[Math.floor(most / 3)] || 'middle', COLUMNS[most % 3]];
  if (row === 'middle' && !column) return 'the middle';
  return `the ${row} ${column || 'part'}`;
}
