import { type MeanInterval, meanInterval } from 'faccent';
import { table } from '../../common/markdown.js';
import { upTo } from '../../common/numbers.js';
import type { Numbers } from '../claims/randomization.js';
import { interval, picture } from '../markdown.js';
import { overall } from '../verdict.js';
import type { Chart, Section } from './section.js';

const SAME = { mean: 1, low: 1, high: 1 };
const NONE = { mean: NaN, low: NaN, high: NaN };

/** Fewer maps that are not constant say nothing. */
const LEAST = 3;

/** Likeness at a depth over the photographs whose map there is not constant. */
function likeness({ similarity }: Numbers, method: string, depth: number): MeanInterval {
  const known = similarity[method]!.map((values) => values[depth] ?? NaN).filter(Number.isFinite);
  return known.length >= LEAST ? meanInterval(known) : NONE;
}

const methodsOf = ({ similarity }: Numbers): string[] => Object.keys(similarity);

const chartOf = (numbers: Numbers): Chart => ({
  file: `${numbers.network}-randomization.svg`,
  title: `${numbers.network}: likeness to the trained network’s map (Spearman)`,
  places: ['none', ...numbers.depths],
  series: methodsOf(numbers).map((label) => ({
    label,
    values: [SAME, ...upTo(numbers.depths.length).map((depth) => likeness(numbers, label, depth))],
  })),
});

/** The share of likeness that is lost when all is randomized, less a half: above 0, most of the map was learned. */
function lost(numbers: Numbers, method: string): MeanInterval {
  const { mean, low, high } = likeness(numbers, method, numbers.depths.length - 1);
  return { mean: 0.5 - mean, low: 0.5 - high, high: 0.5 - low };
}

export function section(all: readonly Numbers[]): Section {
  const [first] = all as [Numbers];
  const methods = methodsOf(first);
  const of = (method: string): string => overall(all.map((one) => lost(one, method)));
  const rows = all.flatMap((one) =>
    methodsOf(one).map((method) => [
      one.network,
      method,
      ...[0, one.depths.length - 1].map((depth) => interval(likeness(one, method, depth))),
    ]),
  );
  return {
    title: 'Maps depend on what the network has learned',
    verdict: `less than half of the likeness is left when all weights are randomized: ${methods.map((method) => `${method} ${of(method)}`).join('; ')}`,
    charts: all.map(chartOf),
    text: `Cascading randomization (Adebayo et al. 2018): weights are shuffled from the logits down to a layer, and the map is compared
with that of the trained network by rank. Grad-CAM is that of the last layer with positions (${all.map(({ network, gradCamAt }) => `${network}: ${gradCamAt}`).join('; ')}). The
opacity is of free runs of ${first.steps} steps. A map that is constant, as Grad-CAM's may be after its ReLU, has no rank and is left out;
fewer than ${LEAST} maps that are left are no estimate.

${table(['network', 'map', 'logits randomized', 'all randomized'], rows)}

${all.map(({ network }) => picture(`${network}-randomization.svg`, `${network}: cascading randomization`)).join('\n\n')}

An opacity sums gradients over crops, and the middle of a picture lies in more crops than its corners, whatever the network: what
its likeness keeps when all is randomized is in part this. Where the opacity keeps
most of its likeness, its broad shape is no evidence of what was learned. Grad-CAM under shuffled weights is often negative all
over, and then its ReLU leaves nothing.
`,
  };
}
