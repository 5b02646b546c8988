import { type MeanInterval, meanInterval } from 'faccent';
import { table } from '../../common/markdown.js';
import type { Cell, Numbers, Row } from '../claims/distance.js';
import { interval, picture } from '../markdown.js';
import { differences } from '../numbers.js';
import { overall, verdict } from '../verdict.js';
import type { Chart, Section } from './section.js';

const MEASURES = {
  'distance at the held layer': (row: Row) => row.distance,
  'mean change of a pixel': (row: Row) => row.pixels,
  SSIM: (row: Row) => row.ssim,
  'rise of the target': ({ scores }: Row) => scores.after - scores.before,
} satisfies Record<string, (row: Row) => number>;

const of = (cell: Cell, measure: keyof typeof MEASURES): number[] => cell.rows.map(MEASURES[measure]);
const ratio = (cell: Cell, to: Cell): MeanInterval =>
  meanInterval(cell.rows.map((row, i) => row.distance / to.rows[i]!.distance));

function split({ held, cells }: Numbers): { strengths: readonly Cell[]; layers: readonly Cell[] } {
  const strengths = cells.filter(({ layer }) => layer === held);
  const base = strengths.find(({ strength }) => strength === 1)!;
  const [first, late] = cells.filter(({ layer }) => layer !== held) as [Cell, Cell];
  return { strengths, layers: [first, base, late] };
}

/** That the distance is smaller at a strength than at the one before it, and SSIM larger at an earlier layer. */
function comparisons(numbers: Numbers) {
  const { strengths, layers } = split(numbers);
  const steps = strengths.slice(1).map((cell, i) => ({
    label: `strength ${strengths[i]!.strength} to ${cell.strength}: distance falls by`,
    interval: meanInterval(
      differences(of(strengths[i]!, 'distance at the held layer'), of(cell, 'distance at the held layer')),
    ),
  }));
  const places = layers.slice(1).map((cell, i) => ({
    label: `held at ${cell.layer} to ${layers[i]!.layer}: SSIM grows by`,
    interval: meanInterval(differences(of(layers[i]!, 'SSIM'), of(cell, 'SSIM'))),
  }));
  return [...steps, ...places].map((one) => ({ ...one, network: numbers.network }));
}

const charts = (all: readonly Numbers[]): Chart[] =>
  all.map((numbers) => {
    const { strengths } = split(numbers);
    const [free] = strengths as [Cell];
    return {
      file: `${numbers.network}-distance.svg`,
      title: `${numbers.network}: against strength, relative to the free run`,
      places: strengths.map(({ strength }) => String(strength)),
      series: [
        { label: `distance at ${numbers.held}`, values: strengths.map((cell) => ratio(cell, free)) },
        {
          label: 'change of a pixel',
          values: strengths.map((cell) =>
            meanInterval(cell.rows.map(({ pixels }, i) => pixels / free.rows[i]!.pixels)),
          ),
        },
        { label: 'SSIM (as it is)', values: strengths.map((cell) => meanInterval(of(cell, 'SSIM'))) },
      ],
    };
  });

export function section(all: readonly Numbers[]): Section {
  const compared = all.flatMap(comparisons);
  const names = Object.keys(MEASURES) as (keyof typeof MEASURES)[];
  const rows = all.flatMap(({ network, cells }) =>
    cells.map((cell) => [
      network,
      cell.label,
      ...names.map((name) => interval(meanInterval(of(cell, name)), 3)),
    ]),
  );
  return {
    title: 'The regularizer holds the picture: distance against strength and layer',
    verdict: overall(compared.map((one) => one.interval)),
    charts: charts(all),
    text: `The same photographs and targets, held at one layer with four strengths, and at three layers with strength 1
(${all.map(({ network, held }) => `${network}: ${held} by default`).join('; ')}). The distance is always that of the default layer.

${table(['network', 'run', ...names], rows)}

${table(
  ['network', 'what is claimed', 'difference', 'verdict'],
  compared.map((one) => [one.network, one.label, interval(one.interval, 3), verdict(one.interval)]),
)}

${all.map(({ network }) => `${picture(`${network}-distance.svg`, `${network}: distance against strength`)}\n\n${picture(`${network}-distance.jpg`, `${network}: one photograph in every run`)}`).join('\n\n')}

Why. The balance makes both gradients equally long just off the photograph: below strength 1 the target leads, above it the hold
does, and closeness is paid for in the target's rise (last column). Each layer has its own balance, so the layers' strengths compare. A layer can only hold what it sees: an
early one sees nearly every change of a pixel, a late one is blind to many, and what it does not see is free to change.
`,
  };
}
