// Words for intervals of a difference that a claim says is above zero.
import type { MeanInterval } from 'faccent';

/** @param interval of one comparison */
export function verdict({ low, high }: MeanInterval): string {
  if (low > 0) return 'holds';
  if (high < 0) return 'does not hold';
  return 'undecided';
}

/** Of several comparisons that a claim makes together. */
export function overall(intervals: readonly MeanInterval[]): string {
  const words = intervals.map(verdict);
  if (new Set(words).size === 1) return words[0]!;
  const count = (word: string): number => words.filter((w) => w === word).length;
  return `holds in ${count('holds')} of ${words.length} comparisons, is reversed in ${count('does not hold')}`;
}
