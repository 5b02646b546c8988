import { type MeanInterval, meanInterval } from 'faccent';
import { table } from '../../common/markdown.js';
import type { Numbers, Row } from '../claims/naturalness.js';
import { interval, picture } from '../markdown.js';
import { differences } from '../numbers.js';
import { overall, verdict } from '../verdict.js';
import type { Section } from './section.js';

/** What is measured of a run. */
interface Measure {
  readonly of: (row: Row) => number;
  /** Whether more is more natural. */
  readonly more?: boolean;
  /** Shown, and not compared. */
  readonly shown?: boolean;
}

const MEASURES: Readonly<Record<string, Measure>> = {
  'spectral slope, off by': {
    of: ({ before, after }) => Math.abs(after.spectralSlope - before.spectralSlope),
  },
  'high frequencies, ×': { of: ({ before, after }) => after.highFrequencyShare / before.highFrequencyShare },
  'total variation, ×': { of: ({ before, after }) => after.totalVariation / before.totalVariation },
  'early distance': { of: ({ distances }) => distances?.held ?? NaN },
  'late distance': { of: ({ distances }) => distances?.late ?? NaN },
  'rise in the second network': {
    of: ({ secondScores }) => (secondScores ? secondScores.after - secondScores.before : NaN),
    more: true,
  },
  'rise in its own': { of: ({ scores }) => scores.after - scores.before, shown: true },
};

/** What is claimed to be more natural, and than what. */
type Comparison = readonly [natural: string, other: string];

const COMPARISONS: readonly Comparison[] = [
  ['fourier, crops', 'pixel, crops'],
  ['fourier, whole', 'pixel, whole'],
  ['fourier, crops', 'fourier, whole'],
  ['pixel, crops', 'pixel, whole'],
];

const valuesOf = ({ cells }: Numbers, label: string, { of }: Measure): number[] =>
  cells.find((cell) => cell.label === label)!.rows.map(of);

function compare(numbers: Numbers, [natural, other]: Comparison): { name: string; interval: MeanInterval }[] {
  return Object.entries(MEASURES)
    .filter(([, measure]) => !measure.shown)
    .map(([name, measure]) => {
      const [a, b] = [valuesOf(numbers, natural, measure), valuesOf(numbers, other, measure)];
      return { name, interval: meanInterval(measure.more ? differences(a, b) : differences(b, a)) };
    })
    .filter((one) => Number.isFinite(one.interval.mean));
}

function ofNetwork(numbers: Numbers): string {
  const { network, second, cells } = numbers;
  const heads = ['run', ...Object.keys(MEASURES)];
  const rows = cells.map(({ label }) => [
    label,
    ...Object.values(MEASURES).map((measure) => interval(meanInterval(valuesOf(numbers, label, measure)))),
  ]);
  const compared = COMPARISONS.map((pair) => [pair, compare(numbers, pair)] as const);
  const verdicts = compared.map(([[natural, other], list]) => [
    `${natural} before ${other}`,
    ...list.map((one) => `${interval(one.interval)}: ${verdict(one.interval)}`),
  ]);
  const layers = second?.layers.map(({ name }) => name).join(' and ');
  return `**${network}**${second ? `, judged by ${second.name} (${layers})` : ''}:

${table(heads, rows)}

How much more natural, in the units above:

${table(['claim', ...compared[0]![1].map(({ name }) => name)], verdicts)}

${picture(`${network}-naturalness.jpg`, `${network}: one photograph by both parameterizations, with and without crops`)}`;
}

export function section(all: readonly Numbers[]): Section {
  const intervals = (pairs: readonly Comparison[]): MeanInterval[] =>
    all.flatMap((one) => pairs.flatMap((pair) => compare(one, pair).map(({ interval }) => interval)));
  return {
    title: 'Fourier against pixel, with and without crops: which is more natural',
    verdict: `Fourier before pixel: ${overall(intervals(COMPARISONS.slice(0, 2)))}; crops before the whole picture: ${overall(intervals(COMPARISONS.slice(2)))}`,
    text: `Fourier runs have rate 0.05, pixel runs 0.5, with which they move about as far; all are held at strength 1. Against the
photograph: how far the slope of the power spectrum is off, the share of power above a quarter of a cycle a pixel, and total
variation (\`naturalness\`). By the second network, which had no part in it: the distance from the photograph at an early and at
a late layer, in units of the mean distance of two photographs there, and how far the same class rises.

${all.map(ofNetwork).join('\n\n')}

Why. The Fourier parameterization divides a frequency's step by the frequency, so what it adds is coarse, as photographs are;
pixels take the gradient as it comes, which strides and poolings make fine-grained. A held run changes a photograph little, and
the photograph's own spectrum then covers the change's: the slope is the bluntest of these measures. A run on the whole picture
meets one view, the very one that the last column tells of, and may raise it by whatever this network's sampling lets through;
crops at every scale and place, with noise, leave only what works in all of them, which another network is likelier to see too.
A run that rises further has also gone further: compare distances with the last column in view. Where Fourier and pixel
runs of the same views rise alike, their distances compare.
`,
  };
}
