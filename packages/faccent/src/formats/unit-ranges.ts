import { FaccentError } from '../errors.js';

/** How several units are written, as a part of a regular expression: `0-7`, `1,5,9`, `0-3,12`. */
export const UNIT_RANGES = String.raw`\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*`;

/**
 * The first and the last unit of each part of a text of that form.
 * @param whole what the text is from, for errors
 * @throws FaccentError where a part goes down
 */
export const unitRanges = (text: string, whole: string): [first: number, last: number][] =>
  text.split(',').map((part) => {
    const [first, last = first] = part.split('-').map(Number) as [number, number?];
    if (last < first)
      throw new FaccentError(`"${part}" in "${whole}" should go from the lower unit to the higher`);
    return [first, last];
  });
