import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { escapeMarkup } from '../formats/markup.js';
import { largest, smallest } from '../math/extremes.js';
import type { Recipe } from '../recipe/recipe.js';
import type { TradeOff } from '../step/opposed.js';
import type { ActivationChartOptions } from './chart.js';

const WIDTH = 720;
const HEIGHT = 380;
const [LEFT, RIGHT, TOP, BOTTOM] = [72, 24, 48, 56];

/** Numbers under which a point of the path has its step written. */
const MARKS = 6;

/** The range of some numbers, with room at its ends. */
function spread(values: readonly number[]): [number, number] {
  const [least, most] = [smallest(values), largest(values)];
  const margin = (most - least) * 0.08 || Math.abs(most) * 0.05 || 1;
  return [least - margin, most + margin];
}

/** What it is called, without what it is raised against. */
export const raisedName = ({ name, against }: Pick<Recipe, 'name' | 'against'>): string =>
  against && name.endsWith(` against ${against.name}`)
    ? name.slice(0, -` against ${against.name}`.length)
    : name;

/**
 * What is raised along the run against what it is raised against, on the whole picture, as SVG: from the ring, which is the
 * photograph, to the dot.
 */
export function tradeOffChart(
  recipe: Pick<Recipe, 'name' | 'against'>,
  { path, raised, other }: TradeOff,
  options: ActivationChartOptions = {},
): string {
  const { title = recipe.name, width = WIDTH } = options;
  const top = title ? TOP : TOP - 24;
  const [right, bottom] = [width - RIGHT, top + HEIGHT];
  const x = scaleLinear(spread([raised.before, ...path.map((p) => p.raised)]), [LEFT, right]).nice(6);
  const y = scaleLinear(spread([other.before, ...path.map((p) => p.other)]), [bottom, top]).nice(6);
  const way = line<TradeOff['path'][number]>(
    (p) => x(p.raised),
    (p) => y(p.other),
  )([...path]);
  const every = Math.max(1, Math.round(path.length / MARKS));
  const marked = path.filter((_, i) => i > 0 && i < path.length - 1 && i % every === 0);
  const at = ({ raised: a, other: b }: { raised: number; other: number }): string =>
    `cx="${x(a)}" cy="${y(b)}"`;
  const rows = y
    .ticks(6)
    .map(
      (t) =>
        `<line class="grid" x1="${LEFT}" x2="${right}" y1="${y(t)}" y2="${y(t)}" stroke="#e3e3e3"/>` +
        `<text x="${LEFT - 8}" y="${y(t) + 4}" text-anchor="end">${y.tickFormat(6)(t)}</text>`,
    );
  const columns = x
    .ticks(Math.max(3, width / 110))
    .map(
      (t) =>
        `<line class="grid" x1="${x(t)}" x2="${x(t)}" y1="${top}" y2="${bottom}" stroke="#e3e3e3"/>` +
        `<text x="${x(t)}" y="${bottom + 18}" text-anchor="middle">${x.tickFormat(6)(t)}</text>`,
    );
  const height = bottom + BOTTOM;
  const middle = (top + bottom) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#444">
<rect class="paper" width="100%" height="100%" fill="white"/>
${title && `<text x="${LEFT}" y="26" font-size="16" font-weight="600" fill="#111">${escapeMarkup(title)}</text>`}
${[...rows, ...columns].join('\n')}
<line x1="${LEFT}" x2="${right}" y1="${y(other.before)}" y2="${y(other.before)}" stroke="#888" stroke-dasharray="4 4"/>
<path d="${way}" fill="none" stroke="#b3261e" stroke-width="1.8" stroke-linejoin="round"/>
${marked.map((p) => `<circle ${at(p)} r="2.6" fill="#b3261e"/><text x="${x(p.raised) + 6}" y="${y(p.other) - 6}" font-size="11">${p.step}</text>`).join('\n')}
<circle cx="${x(raised.before)}" cy="${y(other.before)}" r="5" fill="white" stroke="#b3261e" stroke-width="1.8"/>
<circle cx="${x(raised.after)}" cy="${y(other.after)}" r="5" fill="#b3261e"/>
<text x="${(LEFT + right) / 2}" y="${bottom + 42}" text-anchor="middle">raised: ${escapeMarkup(raisedName(recipe))}</text>
<text transform="translate(16,${middle}) rotate(-90)" text-anchor="middle">against: ${escapeMarkup(recipe.against?.name ?? 'the other')}</text>
</svg>
`;
}
