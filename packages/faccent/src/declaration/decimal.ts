const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A number that a person typed, with digits and a point: `0x10`, `1_000` and `Infinity` are none, whatever JavaScript
 * makes of them.
 * @returns NaN where it is none; infinite where it is too large for a number
 * @example decimal('1e-2') // 0.01
 */
export const decimal = (text: string): number => (DECIMAL.test(text.trim()) ? Number(text) : NaN);
