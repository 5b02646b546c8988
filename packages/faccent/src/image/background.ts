import { FaccentError } from '../errors.js';

/** Red, green and blue in bytes. */
export type Rgb = readonly [number, number, number];

/** What is behind a picture where it is transparent: white, as behind a picture on a page. */
export const BACKGROUND = '#ffffff';

const NAMES: Readonly<Record<string, string>> = {
  ...{ white: '#ffffff', black: '#000000', grey: '#808080', gray: '#808080' },
};

/** What a colour may be written as. */
export const COLOUR_WANTED = 'white, black, grey, or a colour as #rrggbb';

/** Whether a text is a colour. */
export const isColour = (value: unknown): value is string =>
  typeof value === 'string' &&
  (Object.hasOwn(NAMES, value.toLowerCase()) || /^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(value));

/**
 * A colour as `#rrggbb`, however it was written: `white`, `#fff`.
 * @throws FaccentError naming the option
 */
export function colourFrom(text: unknown): string {
  if (!isColour(text))
    throw new FaccentError(`background is ${JSON.stringify(text)}; it should be ${COLOUR_WANTED}`);
  const lower = text.toLowerCase();
  return NAMES[lower] ?? (lower.length === 4 ? lower.replace(/[\da-f]/g, '$&$&') : lower);
}

/** The bytes of a colour as `#rrggbb`. */
export const rgbOf = (colour: string): Rgb =>
  [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)) as unknown as Rgb;
