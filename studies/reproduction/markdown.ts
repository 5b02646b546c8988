// Pieces of the page.
import type { MeanInterval } from 'faccent';
import { number } from '../common/markdown.js';

/** A mean with its interval. */
export const interval = ({ mean, low, high }: MeanInterval, digits = 2): string =>
  Number.isFinite(mean) ? `${number(mean, digits)} [${number(low, digits)}, ${number(high, digits)}]` : '–';

export const picture = (file: string, text: string): string => `![${text}](pictures/reproduction/${file})`;
