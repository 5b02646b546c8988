import type { ChannelMap } from '../worker/protocol.js';

/** A third of a side, by its name. */
const third = (at: number, length: number, names: readonly [string, string, string]): string =>
  names[Math.min(2, Math.floor((3 * (at + 0.5)) / length))]!;

/** Where a map is strongest, in words. @example whereStrongest(map) // 'strongest in the upper left' */
export function whereStrongest({ width, height, bytes }: ChannelMap): string {
  const at = bytes.indexOf(bytes.reduce((a, b) => Math.max(a, b), 0));
  const row = third(Math.floor(at / width), height, ['upper', '', 'lower']);
  const column = third(at % width, width, ['left', '', 'right']);
  const strong = bytes.filter((v) => v >= 128).length / bytes.length;
  const much = strong > 0.5 ? ', strong in most of the picture' : '';
  if (!row && !column) return `strongest in the middle${much}`;
  return `strongest ${row && column ? `in the ${row} ${column}` : row ? `in the ${row} middle` : `at the ${column}`}${much}`;
}
