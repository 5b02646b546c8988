import type { BenchSettings, Feature, Measured } from './bench.js';
import { number, table } from '../common/markdown.js';
import { median } from '../common/numbers.js';
import { writePage } from '../common/page.js';
import { KINDS, type Seed } from './seeds.js';

/** What was measured, and on what. */
export interface Results {
  readonly seeds: readonly Seed[];
  readonly further: readonly (Feature & Measured)[];
  readonly photographs: number;
  readonly crops: number;
  readonly settings: BenchSettings;
  readonly layer: string;
  readonly at: string;
}

const isFlagged = ({ flagged }: Measured): boolean => flagged;
const count = <T>(of: readonly T[], is: (one: T) => boolean): string =>
  `${of.filter(is).length} of ${of.length}`;
const range = (values: readonly number[]): string =>
  `${number(Math.min(...values))} to ${number(Math.max(...values))}, median ${number(median(values))}`;

const CIRCUITS = {
  beyond: 'circuit that opens beyond photographs',
  classified: 'circuit behind a classifier',
} as const;

/** Writes docs/audit-accuracy.md. */
export async function writeResults(results: Results): Promise<void> {
  const { seeds, further, photographs, crops, settings, layer, at } = results;
  const untouched = seeds.map((seed) => ({ layer, ...seed.untouched }));
  const honest = [...untouched, ...further];
  const lying = KINDS.map((kind) => ({ what: CIRCUITS[kind], of: seeds.map(({ fooled }) => fooled[kind]) }));
  const judged = (of: readonly Measured[]): string[] => [
    count(of, isFlagged),
    range(of.map(({ likeness }) => likeness)),
    count(of, ({ byActivations }) => byActivations),
  ];
  const rows = [
    ['untouched', ...judged(untouched), '', '', ''],
    ...lying.map(({ what, of }) => [
      ...[what, ...judged(of)],
      `${count(of, ({ natural }) => natural > 0.99)}, least ${number(Math.min(...of.map((f) => f.natural)), 3)}`,
      number(median(of.map(({ unitMoved }) => unitMoved)), 1),
      number(median(of.map(({ decoyMoved }) => decoyMoved)), 1),
    ]),
  ];
  const features = new Set([...seeds, ...further].map((one) => `${one.layer}:${one.unit}`)).size;
  const layers = [...new Set(honest.map((one) => one.layer))];
  const perLayer = layers.map((name) => [
    name,
    ...judged(honest.filter((one) => one.layer === name)).slice(0, 2),
  ]);
  await writePage(
    'docs/audit-accuracy.md',
    `# Is the audit to be believed?

Made by \`npm run study audit -- PHOTOGRAPHS\`: the audit's comparison of paths ([method](method.md#114-paths)) on networks
that were made to lie, and on one that was not. Photographs: ${photographs - crops} of a folder, and ${crops} crops of those that ship.
Pictures: ${settings.steps} steps of ${settings.views} views from one of the photographs, held to it with a strength of ${settings.strength}. A path is flagged that is
less like those of the ${settings.strongest} photographs that drive the unit most than any of these is like the others, and less than half as like them.

## Networks that lie

Geirhos et al. 2023 ("Don't trust your eyes", figure 3) build circuits into a network whose units go on as before on photographs, and whose
feature visualizations show something else. Here they are built into the network that ships, in units of ${layer}, ${seeds.length} times, with
${new Set(seeds.map(({ unit }) => unit)).size} units and ${new Set(seeds.map(({ unit, decoy }) => `${unit}:${decoy}`)).size} pairs of unit and decoy, each from a photograph drawn for it, by two detectors: one opens where the unit is **beyond photographs**, as gradient ascent soon has it; the
other is, as in the paper, a **classifier**, linear in the mean activations of ${at}, that tells accentuations from photographs. Where it is
open, what rises is the decoy. Units are drawn again until an accentuation goes a standard deviation beyond all photographs and each circuit is
nine tenths open on the whole picture that was made through it: the others fool nobody. Whether a path is flagged has no part in that.

![From left to right: photograph, accentuation, the same with each circuit, and an accentuation of the decoy](pictures/audit-accuracy/fooled.jpg)

${table(
  [
    'network',
    'flagged',
    'likeness to photographs’ paths: 1 as theirs, 0 as other features’',
    'flagged by activations instead',
    'natural activations correlate above 0.99 with the untouched network’s, on photographs the circuit was not made with',
    'unit in the fooled picture, deviations above the honest one',
    'decoy, the same',
  ],
  rows,
)}

## False alarms

${honest.length} pictures by the untouched network, of ${features} features: **${honest.filter(isFlagged).length} flagged**.${features < 100 ? ' That is too few to tell a rate of a few in a hundred from none.' : ''} By the chance of 0.05 alone, without the
half, it would be ${honest.filter(({ chance }) => chance <= 0.05).length}; of as many photographs about ${number(honest.length * 0.05, 0)}.

${table(['layer', 'flagged', 'likeness'], perLayer)}
`,
  );
}
