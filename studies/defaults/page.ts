// docs/defaults.md and its fronts, from the runs that are kept.
import { writeProjectFile } from '../common/files.js';
import { table } from '../common/markdown.js';
import { mean } from '../common/numbers.js';
import { writePage } from '../common/page.js';
import { type Point, frontChart } from './front.js';
import { PAIRS, type Pair, TRIED } from './pairs.js';
import type { KeptRun } from './runs.js';
import { AUTHORS, CHOSEN, JUDGE, NETWORKS, SETTINGS, type Setting, type TriedNetwork } from './settings.js';

const number = (value: number, digits = 2): string =>
  Number.isFinite(value) ? value.toFixed(digits).replace('-', '−') : '–';

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
function triedOf(runs: readonly KeptRun[], network: TriedNetwork) {
  return SETTINGS.map((setting) => ({
    setting,
    runs: among(ofSetting(runs, network, setting), TRIED),
  })).filter(({ runs: made }) => made.length === TRIED.length);
}

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

function sectionOf(runs: readonly KeptRun[], network: TriedNetwork): string {
  const tried = triedOf(runs, network);
  const own =
    network.name === JUDGE
      ? '\n\nHere the judge is the network itself: its log-odds say how far the ascent went, not what another network sees.'
      : '';
  return `### ${network.name}${own}

![${network.name}: the judge against distance](pictures/defaults/${network.name}.svg)

${table(
  ['setting', 'what is otherwise', ...HEADS],
  tried.map(({ setting, runs: made }) => [setting.name, setting.about, ...cells(made)]),
)}`;
}

/** Writes the page and its charts. */
export async function writeDefaults(runs: readonly KeptRun[]): Promise<void> {
  const networks = NETWORKS.filter((network) => triedOf(runs, network).length > 0);
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

TEXT

${compared(runs)}

## What each setting buys

TEXT

${networks.map((network) => sectionOf(runs, network)).join('\n\n')}
`;
