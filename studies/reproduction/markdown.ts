// Pieces of the page.
import type { MeanInterval } from 'faccent';

const minus = (text: string): string => text.replace('-', '−');

/** A number; a dash where there is none. */
export const number = (value: number, digits = 2): string =>
  Number.isFinite(value) ? minus(value.toFixed(digits)) : '–';

/** A mean with its interval. */
export const interval = ({ mean, low, high }: MeanInterval, digits = 2): string =>
  Number.isFinite(mean) ? `${number(mean, digits)} [${number(low, digits)}, ${number(high, digits)}]` : '–';

export const picture = (file: string, text: string): string => `![${text}](pictures/reproduction/${file})`;
