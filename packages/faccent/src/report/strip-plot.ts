import { escapeMarkup } from '../formats/markup.js';
import { largest, smallest } from '../math/extremes.js';

/** What a strip shows: a number, and those that it is judged by. */
export interface Strip {
  readonly value: number | null;
  readonly reference: readonly number[];
  /** For those who do not see it. */
  readonly label: string;
}

/** Of the strip's width, left and right of the outermost numbers, in percent. */
const MARGIN = 3;

/** Of the strip, in pixels; its width is that of what it is in. */
const [HEIGHT, MIDDLE] = [26, 13];

/** The looks of strips, for the page's style. */
export const STRIP_STYLE = `
  .strip { display: block; width: 100%; height: ${HEIGHT}px; }
  .strip .axis { stroke: var(--line); stroke-width: 2; }
  .strip .range { stroke: var(--soft); stroke-width: 8; opacity: 0.22; stroke-linecap: round; }
  .strip circle { fill: var(--soft); fill-opacity: 0.55; }
  .strip .value { stroke: var(--distance); stroke-width: 4; }
  .strip.doubtful .value { stroke: var(--accent); }
`;

/**
 * Numbers on a line as SVG: dots for the reference, a bar for the value. It is as wide as what it is in, since its places
 * are in percent.
 * @param kind a class of its own
 */
export function stripPlot({ value, reference, label }: Strip, kind: string): string {
  const all = value === null ? reference : [...reference, value];
  const [least, most] = [smallest(all), largest(all)];
  const place = (v: number): string =>
    `${(most > least ? MARGIN + ((100 - 2 * MARGIN) * (v - least)) / (most - least) : 50).toFixed(2)}%`;
  const [low, high] = [smallest(reference), largest(reference)].map(place);
  const dots = reference.map((v) => `<circle cx="${place(v)}" cy="${MIDDLE}" r="3.5"/>`).join('');
  const bar =
    value === null
      ? ''
      : `<line class="value" x1="${place(value)}" x2="${place(value)}" y1="2" y2="${HEIGHT - 2}"/>`;
  return `<svg class="strip ${kind}" height="${HEIGHT}" role="img" aria-label="${escapeMarkup(label)}">
<line class="axis" x1="0" x2="100%" y1="${MIDDLE}" y2="${MIDDLE}"/>
<line class="range" x1="${low}" x2="${high}" y1="${MIDDLE}" y2="${MIDDLE}"/>${dots}${bar}</svg>`;
}
