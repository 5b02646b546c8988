// docs/defaults.md and its fronts, from the runs that are kept.
import { writeProjectFile } from '../common/files.js';
import { number, table } from '../common/markdown.js';
import { mean } from '../common/numbers.js';
import { writePage } from '../common/page.js';
import { type Point, frontChart } from './front.js';
import { PAIRS, type Pair, TRIED, TRIED_ALSO } from './pairs.js';
import type { KeptRun } from './runs.js';
import {
  AUTHORS,
  CANVAS,
  CHOSEN,
  COMPARED,
  JUDGE_LAYER,
  NETWORKS,
  SETTINGS,
  STEPS,
  VIEWS,
  type Setting,
  type TriedNetwork,
} from './settings.js';

/** Means over the runs of a setting. */
function means(runs: readonly KeptRun[]) {
  const of = (value: (run: KeptRun) => number | undefined): number => {
    const values = runs.map(value).filter((v) => v !== undefined);
    return values.length ? mean(values) : NaN;
  };
  return {
    odds: of((r) => r.odds),
    risen: `${runs.filter((r) => r.odds > 0).length} of ${runs.length}`,
    rise: of((r) => r.after - r.before),
    natural: of((r) => r.natural),
    ssim: of((r) => r.ssim),
    distance: of((r) => r.distance),
    variation: of((r) => 1000 * r.variation),
  };
}

const HEADS = ['log-odds', 'risen', 'own logit', 'natural', 'SSIM', 'distance', 'variation'];

const cells = (runs: readonly KeptRun[]): string[] => {
  const { odds, risen, rise, natural, ssim, distance, variation } = means(runs);
  return [
    `${odds > 0 ? '+' : ''}${number(odds)}`,
    risen,
    number(rise),
    number(natural, 1),
    number(ssim, 3),
    number(distance, 0),
    number(variation, 1),
  ];
};

const among = (runs: readonly KeptRun[], pairs: readonly Pair[]): KeptRun[] =>
  runs.filter((r) => pairs.some((p) => p.photograph === r.photograph && p.unit === r.unit));

const ofSetting = (runs: readonly KeptRun[], network: TriedNetwork, { name }: Setting): KeptRun[] =>
  runs.filter((r) => r.network === network.name && r.setting === name);

/** The settings of a network that were tried on all of these. */
function triedOf(runs: readonly KeptRun[], network: TriedNetwork, pairs = TRIED) {
  return SETTINGS.map((setting) => ({
    setting,
    runs: among(ofSetting(runs, network, setting), pairs),
  })).filter(({ runs: made }) => made.length === pairs.length);
}

const settingsTable = (tried: ReturnType<typeof triedOf>): string =>
  table(
    ['setting', 'what is otherwise', ...HEADS],
    tried.map(({ setting, runs: made }) => [setting.name, setting.about, ...cells(made)]),
  );

function compared(runs: readonly KeptRun[]): string {
  const rows = NETWORKS.flatMap((network) =>
    [CHOSEN, AUTHORS].flatMap((setting) =>
      (['given', 'own'] as const).flatMap((set) => {
        const made = among(ofSetting(runs, network, setting), PAIRS[set]);
        return made.length === PAIRS[set].length ? [[network.name, setting.about, set, ...cells(made)]] : [];
      }),
    ),
  );
  return table(['network', 'setting', 'pairs', ...HEADS], rows);
}

const sectionOf = (runs: readonly KeptRun[], network: TriedNetwork): string => `### ${network.name}

![${network.name}: the judge against distance](pictures/defaults/${network.name}.svg)

${settingsTable(triedOf(runs, network))}

On ${TRIED_ALSO.length} of the pairs of our own:

${settingsTable(triedOf(runs, network, TRIED_ALSO))}`;

/** Writes the page and its charts. */
export async function writeDefaults(runs: readonly KeptRun[]): Promise<void> {
  const networks = NETWORKS.filter((network) => triedOf(runs, network).length > COMPARED.length);
  for (const network of networks) {
    const points = triedOf(runs, network).map(({ setting, runs: made }): Point => {
      const { odds, ssim } = means(made);
      return { label: setting.name, distance: 1 - ssim, odds, marked: setting === CHOSEN };
    });
    await writeProjectFile(`docs/pictures/defaults/${network.name}.svg`, frontChart(network.name, points));
  }
  await writePage('docs/defaults.md', text(runs, networks));
}

const text = (
  runs: readonly KeptRun[],
  networks: readonly TriedNetwork[],
): string => `# What the defaults stand on

Made by \`npm run study defaults\`, of runs that are kept in [results/defaults.jsonl](results/defaults.jsonl). A photograph is accentuated
towards a class that it does not show, on a canvas of ${CANVAS} with ${STEPS} steps of ${VIEWS} views, and another network is asked what it sees:
SqueezeNet 1.1, which had no part in it. Twelve pairs were given; twelve more of our own were named before any run, so that nothing is tuned to
the given ones alone; six of them then had a say in the choice ([studies/defaults/pairs.json](../studies/defaults/pairs.json)). Whole pictures are looked at, without crops:

- **log-odds**: the mean rise of the judge's log p / (1 − p) of the class; **risen**: in how many pairs it rose;
- **own logit**: the mean rise of the class's logit in the network that made the picture; **natural**: how many standard deviations the
  logit then lies above its mean over 48 natural photographs;
- **SSIM** to the photograph, 1 if nothing changed; **distance**: at ${JUDGE_LAYER} of the judge, in its units; **variation**: how much
  the mean absolute difference of neighbouring pixels grew, in thousandths: noise and texture.

${compared(runs)}

Where SqueezeNet is the network itself, its log-odds say how far the ascent went, and not what another network sees.

## What each setting buys

Each setting was tried on the same ${TRIED.length} pairs, every second of the given ones. On a front, dashed in the pictures, are the settings that none beats in both:
what the judge sees, and closeness.

${networks.map((network) => sectionOf(runs, network)).join('\n\n')}

## What follows

- **Small boxes leave squares.** The authors draw boxes from 0.05 of the canvas on. A small box gives all of its view's gradient to a few
  pixels, and the picture keeps a square patch of texture there, and so does the opacity map. From 0.3 on they are gone. Boxes from 0.5 on
  help the given pairs as much, and those of our own less: large views see little of fine texture.
- **The strength** moves along the front. At the authors' 1 the photograph hardly changes with as few steps; at 0.5 the class can be seen, and the
  photograph is still itself; at 0.3 the judge sees little more, and without
  a hold no more.
- **A learning rate that falls to 0 along a cosine** makes a calmer picture that goes less far; twice the rate makes up
  for the way and not for what the judge sees. It is offered (\`--schedule cosine\`), and not the default.
- **Longer memories** of gradients (Adam's first constant at 0.95), which average over more views, bought nothing here; nor did a later layer.
- **An earlier layer** (block2b instead of block3b) and **twice the views** are as good or a little better on these pairs. The first is a matter of
  the network's model.json, and was not tried on the other pairs; the second costs twice the time, and is what the command line does.
- **Pixels** hardly move at the rate of a spectrum.

How to have the authors' way: \`--transform box:0.05:0.99 --strength 1\`, or the same options in the library.
Pictures of what does not work are in [limits.md](limits.md); both networks side by side in [accentuations.md](accentuations.md).
`;
