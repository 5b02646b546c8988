// Measures how near pictures come to the levels that are wanted, on the network that ships and on GoogLeNet, and writes
// docs/levels.md and docs/pictures/levels.jpg.
//
//   /usr/bin/python3 studies/accuracy/oracle.py FOLDER googlenet
//   npm run study levels -- FOLDER [--only picture|NETWORK]
//
// FOLDER holds googlenet.onnx, as the first command makes it, with random weights. What was measured is in
// docs/results/levels.jsonl, and is not measured again.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Image,
  type Model,
  type Objective,
  accentuateTo,
  box,
  channel,
  encodePicture,
  loadModel,
  objectiveValues,
  pictureSheet,
  readPhotograph,
} from 'faccent';
import sharp from 'sharp';
import { shippedPhotograph, writeProjectFile } from '../common/files.js';
import { jpeg } from '../common/jpeg.js';
import { number, table } from '../common/markdown.js';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const [folder] = positionals;
const [COUNT, STEPS, VIEWS, SIZE] = [11, 8, 2, 224];
const RESULTS = 'docs/results/levels.jsonl';

const PHOTOGRAPHS = ['chelsea.png', 'nagasaki-boats.jpg'];

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
      ['inception4e', 100],
    ],
  },
];

/** The objective on a picture as its file has it, written and read again. */
async function onFiles(model: Model, objective: Objective, images: readonly Image[]): Promise<number[]> {
  const read = await Promise.all(
    images.map(async (image) => readPhotograph(await encodePicture(image), { size: image.size })),
  );
  return objectiveValues(model, objective, read);
}

const largestOf = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

/** What came of one photograph for one feature. */
interface Measured {
  readonly network: string;
  readonly feature: string;
  readonly photograph: string;
  readonly lowest: number;
  /** On the photograph. */
  readonly own: number;
  readonly highest: number;
  /** The largest of a series, as parts of its range. */
  readonly error: number;
  readonly ofFiles: number;
}

async function measured(
  model: Model,
  objective: Objective,
  image: Image,
): Promise<Omit<Measured, 'network' | 'feature' | 'photograph'>> {
  const { levels, activation, range } = await accentuateTo(model, image, objective, COUNT, {
    ...{ steps: STEPS, transform: box({ views: VIEWS }) },
  });
  const error = (reached: readonly number[]): number =>
    largestOf(reached.map((value, i) => value - levels[i]!.wanted)) / (range[1] - range[0]);
  const files = await onFiles(
    model,
    objective,
    levels.map(({ image: picture }) => picture),
  );
  return {
    ...{ lowest: levels[0]!.reached, own: activation, highest: levels.at(-1)!.reached },
    ...{ error: error(levels.map(({ reached }) => reached)), ofFiles: error(files) },
  };
}

const results = path.join(root, RESULTS);
const rows: Measured[] = existsSync(results)
  ? readFileSync(results, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Measured)
  : [];

/** Measures what is not measured yet, and keeps each at once. */
async function measureOn({ name: network, file, description, features }: Network): Promise<void> {
  const model = await loadModel(file, description);
  for (const photograph of PHOTOGRAPHS) {
    const image = await readPhotograph(shippedPhotograph(photograph), { size: [SIZE, SIZE] });
    for (const [layer, unit] of features) {
      const of = { network, feature: `${layer}:${unit}`, photograph };
      const isOf = (row: Measured): boolean =>
        Object.entries(of).every(([key, value]) => row[key as keyof typeof of] === value);
      if (rows.some(isOf)) continue;
      rows.push({ ...of, ...(await measured(model, channel({ layer, unit }), image)) });
      await writeProjectFile(RESULTS, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
      console.log(rows.at(-1));
    }
  }
}

/** The manual's picture: a cat at levels of the class leopard. */
async function drawPicture(): Promise<void> {
  const model = await loadModel('efficientnet-lite0-robust');
  const image = await readPhotograph(shippedPhotograph('chelsea.png'), { size: [256, 256] });
  const objective = channel({ layer: model.logits, unit: model.classIndex('leopard') });
  const { levels, activation } = await accentuateTo(model, image, objective, 11, {
    ...{ steps: 25, transform: box({ views: 8 }) },
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

function page(): string {
  const shown = rows.toSorted((a, b) => a.network.localeCompare(b.network));
  const cells = shown.map(({ network, feature, photograph, lowest, own, highest, error, ofFiles }) => [
    ...[network, `\`${feature}\``, photograph],
    ...[lowest, own, highest].map((x) => number(x, 3)),
    ...[error, ofFiles].map(percent),
  ]);
  const worst = (network: string, what: 'error' | 'ofFiles'): string =>
    percent(Math.max(...rows.filter((row) => row.network === network).map((row) => row[what])));
  const said = [...new Set(shown.map(({ network }) => network))].map(
    (network) => `${network} ${worst(network, 'error')}, and ${worst(network, 'ofFiles')} of the files`,
  );
  return `# Levels, measured

How near the pictures of [a series of levels](manual/levels.md) come to the activations that were wanted: ${COUNT} levels from each
photograph for each feature, ${STEPS} steps up and ${STEPS} steps down of ${VIEWS} views each, a canvas of ${SIZE} × ${SIZE}, all else by default. The error is the
largest of a series, as a part of its range, from the lowest level to the highest; that of the files is measured on the pictures
written as PNG and read again. The largest of all: ${said.join('; ')}. GoogLeNet is torchvision's with random weights.

    /usr/bin/python3 studies/accuracy/oracle.py FOLDER googlenet
    npm run study levels -- FOLDER

${table(['network', 'feature', 'photograph', 'lowest', 'of the photograph', 'highest', 'error', 'of the files'], cells)}
`;
}

if (!folder && given.only !== 'picture') throw new Error('usage: npm run study levels -- FOLDER');
if (given.only === undefined || given.only === 'picture') await drawPicture();
for (const network of NETWORKS)
  if (given.only === undefined || given.only === network.name) await measureOn(network);
if (rows.length) await writePage('docs/levels.md', page());
// the promise of the manual, and the one that was asked for
process.exitCode = rows.every(({ error, ofFiles }) => error <= 0.005 && ofFiles <= 0.02) ? 0 : 1;
