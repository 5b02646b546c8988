import { meanInterval } from 'faccent';
import { differences } from '../numbers.js';
import { interval, picture, table } from '../markdown.js';
import { overall, verdict } from '../verdict.js';

/** What is measured of a run, and whether less is more natural. */
const MEASURES = {
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
  'rise in its own': { of: ({ scores }) => scores.after - scores.before, told: true },
};

/** What is claimed to be more natural, and than what. */
const COMPARISONS = [
  ['fourier, crops', 'pixel, crops'],
  ['fourier, whole', 'pixel, whole'],
  ['fourier, crops', 'fourier, whole'],
  ['pixel, crops', 'pixel, whole'],
];

const valuesOf = ({ cells }, label, { of }) => cells.find((cell) => cell.label === label).rows.map(of);

function compare(numbers, [natural, other]) {
  return Object.entries(MEASURES)
    .filter(([, measure]) => !measure.told)
    .map(([name, measure]) => {
      const [a, b] = [natural, other].map((label) => valuesOf(numbers, label, measure));
      return { name, interval: meanInterval(measure.more ? differences(a, b) : differences(b, a)) };
    })
    .filter((one) => Number.isFinite(one.interval.mean));
}

function ofNetwork(numbers) {
  const { network, second, cells } = numbers;
  const heads = ['run', ...Object.keys(MEASURES)];
  const rows = cells.map(({ label }) => [
    label,
    ...Object.values(MEASURES).map((measure) => interval(meanInterval(valuesOf(numbers, label, measure)))),
  ]);
  const compared = COMPARISONS.map((pair) => [pair, compare(numbers, pair)]);
  const verdicts = compared.map(([[natural, other], list]) => [
    `${natural} before ${other}`,
    ...list.map((one) => `${interval(one.interval)}: ${verdict(one.interval)}`),
  ]);
  const layers = second?.layers.map(({ name }) => name).join(' and ');
  return `**${network}**${second ? `, judged by ${second.name} (${layers})` : ''}:

${table(heads, rows)}

How much more natural, in the units above:

${table(['claim', ...compared[0][1].map(({ name }) => name)], verdicts)}

${picture(`${network}-naturalness.jpg`, `${network}: one photograph by both parameterizations, with and without crops`)}`;
}

export function section(all) {
  const intervals = (pairs) =>
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
