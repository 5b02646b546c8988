import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { escapeMarkup } from '../formats/markup.js';
import { type Recipe, regularizedAt } from '../recipe/recipe.js';
import { largest, smallest } from '../math/extremes.js';

interface Series {
  readonly label: string;
  readonly values: readonly number[];
}

const WIDTH = 720;
const PLOT_HEIGHT = 220;
const SMALL_HEIGHT = 110;
const LEFT = 64;
const RIGHT = 20;
const TOP = 44;
const GAP = 52;

/** One chart of a series over steps, its upper edge at `top`. */
function plot(
  { label, values }: Series,
  top: number,
  [width, height]: [number, number],
  colour: string,
): string {
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [LEFT, width - RIGHT]);
  const [least, most] = [smallest(values), largest(values)];
  const margin = (most - least) * 0.05 || 1;
  const y = scaleLinear([least - margin, most + margin], [top + height, top]).nice(5);
  const path = line<number>(
    (_, i) => x(i),
    (v) => y(v),
  )([...values]);
  const rows = y
    .ticks(height > 150 ? 6 : 3)
    .map(
      (t) =>
        `<line class="grid" x1="${LEFT}" x2="${width - RIGHT}" y1="${y(t)}" y2="${y(t)}" stroke="#e3e3e3"/>` +
        `<text x="${LEFT - 8}" y="${y(t) + 4}" text-anchor="end">${y.tickFormat(6)(t)}</text>`,
    );
  const columns = x
    .ticks(width / 70)
    .filter((t) => Number.isInteger(t))
    .map((t) => `<text x="${x(t)}" y="${top + height + 18}" text-anchor="middle">${t}</text>`);
  return [
    `<text class="label" x="${LEFT}" y="${top - 10}" fill="${colour}" font-weight="600">${escapeMarkup(label)}</text>`,
    ...rows,
    `<line x1="${LEFT}" x2="${width - RIGHT}" y1="${top + height}" y2="${top + height}" stroke="#888"/>`,
    ...columns,
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linejoin="round"/>`,
  ].join('\n');
}

/** How a run's curves are drawn. */
export interface ActivationChartOptions {
  /** Above the curves; none if it is empty, what the run raised by default. */
  readonly title?: string;
  /** In pixels; 720 by default. */
  readonly width?: number;
}

/** A run's curves as SVG, whose data attributes say where the first and the last step are. */
export function activationChart(recipe: Recipe, options: ActivationChartOptions = {}): string {
  const { title = recipe.name, width = WIDTH } = options;
  const { activation, distance } = curvesOf(recipe);
  const first = title ? TOP + 24 : TOP;
  const second = first + PLOT_HEIGHT + GAP;
  const bottom = distance ? second + SMALL_HEIGHT : first + PLOT_HEIGHT;
  const height = bottom + 44;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#444" data-left="${LEFT}" data-right="${width - RIGHT}" data-last="${activation.values.length - 1}">
<rect class="paper" width="100%" height="100%" fill="white"/>
${title && `<text x="${LEFT}" y="26" font-size="16" font-weight="600" fill="#111">${escapeMarkup(title)}</text>`}
${plot(activation, first, [width, PLOT_HEIGHT], '#b3261e')}
${distance ? plot(distance, second, [width, SMALL_HEIGHT], '#1f5fa8') : ''}
<text x="${(LEFT + width - RIGHT) / 2}" y="${bottom + 36}" text-anchor="middle">step</text>
</svg>
`;
}

/** The curves that a run has: its activation and, where it was regularized, the distance. */
function curvesOf(recipe: Recipe): { readonly activation: Series; readonly distance?: Series } {
  const { steps } = recipe.results;
  const distances = steps.flatMap((step) => step.distance ?? []);
  return {
    activation: {
      label: 'activation over the views of each step',
      values: steps.map((step) => step.activation),
    },
    distance: distances.length
      ? { label: `distance at ${regularizedAt(recipe)}`, values: distances }
      : undefined,
  };
}
