// Words for intervals of a difference that a claim says is above zero.

/** @param interval of one comparison */
export function verdict({ low, high }) {
  if (low > 0) return 'holds';
  if (high < 0) return 'does not hold';
  return 'undecided';
}

/** Of several comparisons that a claim makes together. */
export function overall(intervals) {
  const words = intervals.map(verdict);
  if (new Set(words).size === 1) return words[0];
  const count = (word) => words.filter((w) => w === word).length;
  return `holds in ${count('holds')} of ${words.length} comparisons, is reversed in ${count('does not hold')}`;
}
