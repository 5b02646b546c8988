// Measures how near pictures come to the levels that are wanted, on the network that ships and on GoogLeNet, and writes
// docs/levels.md and docs/pictures/levels.jpg.
//
//   /usr/bin/python3 studies/accuracy/oracle.py FOLDER googlenet
//   npm run study levels -- FOLDER [--levels 11] [--steps 25] [--views 4] [--only picture]
//
// FOLDER holds googlenet.onnx, as the first command makes it: untrained, since no weights of GoogLeNet may be fetched here.
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Image,
  type Levels,
  type Model,
  type Objective,
  accentuateTo,
  box,
  channel,
  graphCache,
  loadModel,
  objectiveValues,
  pictureSheet,
  readPhotograph,
} from 'faccent';
import sharp from 'sharp';
import { shippedPhotograph, writeProjectFile } from '../common/files.js';
import { jpeg } from '../common/jpeg.js';
import { number, table } from '../common/markdown.js';
import { inTurn } from '../common/numbers.js';
import { writePage } from '../common/page.js';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    levels: { type: 'string', default: '11' },
    steps: { type: 'string', default: '25' },
    views: { type: 'string', default: '4' },
    only: { type: 'string' },
  },
});
const [folder] = positionals;
const [count, steps, views] = [given.levels, given.steps, given.views].map(Number) as [
  number,
  number,
  number,
];
const SIZE = 224;

const PHOTOGRAPHS = ['chelsea.png', 'nagasaki-boats.jpg', 'allium-oreophilum.jpg'];

interface Network {
  readonly name: string;
  readonly file: string;
  readonly description?: Parameters<typeof loadModel>[1];
  readonly features: readonly (readonly [layer: string, unit: number])[];
}

const NETWORKS: readonly Network[] = [
  {
    name: 'efficientnet-lite0-robust',
    file: 'efficientnet-lite0-robust',
    features: [
      ['logits', 288],
      ['block5c', 12],
      ['block4a', 7],
    ],
  },
  {
    name: 'GoogLeNet',
    file: path.join(folder ?? '', 'googlenet.onnx'),
    description: { range: [-2, 2], regularize: 'inception3a' },
    features: [
      ['logits', 288],
      ['inception4c', 5],
      ['inception5a', 30],
    ],
  },
];

/** A picture as a file of 8 bits a channel has it. */
const inBytes = ({ size, data }: Image): Image => ({
  size,
  data: data.map((x) => Math.round(255 * Math.min(1, Math.max(0, x))) / 255),
});

const largestOf = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

/** What came of one photograph for one feature. */
interface Measured {
  readonly network: string;
  readonly feature: string;
  readonly photograph: string;
  readonly series: Levels;
  /** As parts of the range. */
  readonly error: number;
  readonly inBytes: number;
}

async function measured(
  model: Model,
  objective: Objective,
  image: Image,
  cache: ReturnType<typeof graphCache>,
): Promise<Pick<Measured, 'series' | 'error' | 'inBytes'>> {
  const series = await accentuateTo(model, image, objective, count, {
    ...{ steps, cache, transform: box({ views }) },
  });
  const [low, high] = series.range;
  const errors = (reached: readonly number[]): number =>
    largestOf(reached.map((value, i) => value - series.levels[i]!.wanted)) / (high - low);
  const shown = await objectiveValues(
    model,
    objective,
    series.levels.map((level) => inBytes(level.image)),
  );
  return { series, error: errors(series.levels.map(({ reached }) => reached)), inBytes: errors(shown) };
}

async function measuredOn({ name, file, description, features }: Network): Promise<Measured[]> {
  const model = await loadModel(file, description);
  return (
    await inTurn(features, async ([layer, unit]) => {
      const cache = graphCache();
      const rows = await inTurn(PHOTOGRAPHS, async (photograph): Promise<Measured> => {
        const image = await readPhotograph(shippedPhotograph(photograph), { size: [SIZE, SIZE] });
        const row = await measured(model, channel({ layer, unit }), image, cache);
        console.log(
          name,
          `${layer}:${unit}`,
          photograph,
          row.error.toExponential(1),
          row.inBytes.toExponential(1),
        );
        return { network: name, feature: `${layer}:${unit}`, photograph, ...row };
      });
      await cache.release();
      return rows;
    })
  ).flat();
}

/** The manual's picture: a cat at levels of the class leopard. */
async function drawPicture(): Promise<void> {
  const model = await loadModel('efficientnet-lite0-robust');
  const image = await readPhotograph(shippedPhotograph('chelsea.png'), { size: [256, 256] });
  const objective = channel({ layer: model.logits, unit: model.classIndex('leopard') });
  const { levels, activation } = await accentuateTo(model, image, objective, 11, {
    ...{ steps: 40, transform: box({ views: 8 }) },
  });
  const below = levels.filter(({ wanted }) => wanted < activation);
  const shown = [
    ...below.map((level) => [level.image, number(level.reached, 1)] as const),
    [image, `the photograph: ${number(activation, 1)}`] as const,
    ...levels.slice(below.length).map((level) => [level.image, number(level.reached, 1)] as const),
  ];
  const sheet = await pictureSheet(
    shown.map(([picture]) => picture),
    6,
    shown.map(([, label]) => label),
  );
  const limits = { best: 88, worst: 60, by: 4, bytes: 300_000 };
  await writeProjectFile('docs/pictures/levels.jpg', await jpeg(sharp(sheet), limits));
}

const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;

function page(rows: readonly Measured[]): string {
  const cells = rows.map(({ network, feature, photograph, series, error, inBytes: shown }) => [
    ...[network, `\`${feature}\``, photograph],
    ...[series.levels[0]!.wanted, series.activation, series.levels.at(-1)!.wanted].map((x) => number(x, 3)),
    ...[error, shown].map(percent),
  ]);
  const worst = (network: string, what: 'error' | 'inBytes'): string =>
    percent(Math.max(...rows.filter((row) => row.network === network).map((row) => row[what])));
  const said = [...new Set(rows.map(({ network }) => network))].map(
    (network) =>
      `${network} ${worst(network, 'error')}, and ${worst(network, 'inBytes')} in 8 bits a channel`,
  );
  return `# Levels, measured

How near the pictures of [a series of levels](manual/levels.md) come to the activations that were wanted: ${count} levels from each
photograph for each feature, ${steps} steps up and ${steps} steps down of ${views} views each, a canvas of ${SIZE} × ${SIZE}, all else by default. The error is the
largest of a series, as a part of its range, from the lowest level to the highest; in 8 bits a channel, as picture files have
it, it is measured again. The largest of all: ${said.join('; ')}. GoogLeNet is torchvision's with random weights.

    /usr/bin/python3 studies/accuracy/oracle.py FOLDER googlenet
    npm run study levels -- FOLDER

${table(['network', 'feature', 'photograph', 'lowest', 'photograph', 'highest', 'error', 'in 8 bits'], cells)}
`;
}

if (!folder && given.only !== 'picture') throw new Error('usage: npm run study levels -- FOLDER');
if (given.only === undefined || given.only === 'picture') await drawPicture();
if (given.only !== 'picture') {
  const rows = (await inTurn(NETWORKS, measuredOn)).flat();
  await writePage('docs/levels.md', page(rows));
  // the promise of the manual, and the one that was asked for
  process.exitCode = rows.every(({ error, inBytes: shown }) => error <= 0.005 && shown <= 0.02) ? 0 : 1;
}
