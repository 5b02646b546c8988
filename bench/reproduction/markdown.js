// Pieces of the page.

const minus = (text) => text.replace('-', '−');

/** A number; a dash where there is none. */
export const number = (value, digits = 2) => (Number.isFinite(value) ? minus(value.toFixed(digits)) : '–');

/** A mean with its interval. */
export const interval = ({ mean, low, high }, digits = 2) =>
  Number.isFinite(mean) ? `${number(mean, digits)} [${number(low, digits)}, ${number(high, digits)}]` : '–';

export const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const picture = (file, text) => `![${text}](pictures/reproduction/${file})`;
