import { scaleLinear, scalePoint } from 'd3-scale';
import { area, line } from 'd3-shape';
import { escapeMarkup } from '../formats/markup.js';
import type { MeanInterval } from '../math/bootstrap.js';
import { largest, smallest } from '../math/extremes.js';

/** What is told apart by colour: a number at each place. NaN leaves a gap. */
export interface IntervalSeries {
  readonly label: string;
  readonly values: readonly MeanInterval[];
}

/** Okabe and Ito's colours, which stay apart for colour-blind eyes. */
const COLOURS = ['#111111', '#d55e00', '#0072b2', '#56b4e9', '#009e73', '#cc79a7', '#e69f00'];
const LEFT = 52;
const TOP = 48;
const HEIGHT = 320;
const PLACE = 70;
/** A plot of many places is no wider. */
const WIDEST = 840;
const LEGEND = 220;

/** Series over named places as SVG: a line through the means, a band over the intervals. */
export function intervalChart(
  title: string,
  places: readonly string[],
  series: readonly IntervalSeries[],
  spanned: readonly number[] = [0, 1],
): string {
  const right = LEFT + Math.min(WIDEST, Math.max(320, places.length * PLACE));
  const x = scalePoint(
    places.map((_, i) => i),
    [LEFT, right],
  ).padding(0.5);
  const ends = series.flatMap(({ values }) => values.flatMap((v) => [v.low, v.high])).filter(Number.isFinite);
  const y = scaleLinear(
    [smallest([...spanned, ...ends]), largest([...spanned, ...ends])],
    [TOP + HEIGHT, TOP],
  ).nice(6);
  const rows = y
    .ticks(6)
    .map(
      (t) =>
        `<line x1="${LEFT}" x2="${right}" y1="${y(t)}" y2="${y(t)}" stroke="${t === 0 ? '#888' : '#e3e3e3'}"/>` +
        `<text x="${LEFT - 8}" y="${y(t) + 4}" text-anchor="end">${y.tickFormat(6)(t)}</text>`,
    );
  const columns = places.map(
    (place, i) =>
      `<text transform="translate(${x(i)! + 4},${TOP + HEIGHT + 16}) rotate(-35)" text-anchor="end">${escapeMarkup(place)}</text>`,
  );
  const known = ({ mean }: MeanInterval): boolean => Number.isFinite(mean);
  const across = (_: MeanInterval, i: number): number => x(i)!;
  const drawn = series.map(({ label, values }, k) => {
    const colour = COLOURS[k % COLOURS.length]!;
    const band =
      area<MeanInterval>(
        across,
        (v) => y(v.low),
        (v) => y(v.high),
      ).defined(known)([...values]) ?? '';
    const means = line<MeanInterval>(across, (v) => y(v.mean)).defined(known)([...values]) ?? '';
    const dots = values.map((v, i) =>
      known(v) ? `<circle cx="${x(i)!}" cy="${y(v.mean)}" r="3" fill="${colour}"/>` : '',
    );
    return [
      `<path d="${band}" fill="${colour}" opacity="0.13"/>`,
      `<path d="${means}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
      ...dots,
      `<text x="${right + 16}" y="${TOP + 12 + 20 * k}" fill="${colour}" font-weight="600">${escapeMarkup(label)}</text>`,
    ].join('');
  });
  const [width, height] = [right + LEGEND, TOP + HEIGHT + 90];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#444">
<rect width="100%" height="100%" fill="white"/>
<text x="${LEFT}" y="26" font-size="16" font-weight="600" fill="#111">${escapeMarkup(title)}</text>
${[...rows, ...columns, ...drawn].join('\n')}
</svg>
`;
}
