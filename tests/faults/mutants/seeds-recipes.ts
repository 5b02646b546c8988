import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Seed, TINY, filesIn, read, textBytes } from './seeds.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const model = read(TINY);
const photo = read('packages/faccent/src/fixtures/photographs/rgb8.png');

/** What lies beside a recipe or a checkpoint: its model and its photograph. */
export const BESIDE = { 'tiny.onnx': model, 'photo.png': photo };

/** What a run was asked, as version 7 has it. */
export const REQUEST = {
  environment: { device: 'cpu', threads: 1 },
  model: {
    path: 'tiny.onnx',
    sha256: sha256(model),
    source: 'tiny.onnx',
    description: { size: [32, 32], channelOrder: 'RGB', range: [0, 1], labels: [...'abcdefghij'] },
    facts: [{ what: 'input', value: '"input"', from: 'its graph (its only input)' }],
  },
  photo: { path: 'photo.png', sha256: sha256(photo), background: '#ffffff' },
  name: 'b',
  objective: { name: 'channel', layer: 'logits', unit: 1 },
  feature: { layer: 'logits', unit: 1 },
  settings: {
    ...{
      steps: 2,
      learningRate: 0.05,
      strength: 0.5,
      randomSeed: 0,
      redirect: false,
      startFrom: 'photograph',
    },
    ...{ balance: null, ball: null, cutoff: null, opacityPercentile: 20, size: [16, 16], mask: null },
    transform: { name: 'box', views: 2, fraction: [0.3, 0.99], normalNoise: 0.02, uniformNoise: 0.01 },
    parameterization: { name: 'fourier', decay: 1, decorrelate: true, desaturation: 5, standardize: false },
    optimizer: { name: 'adam', betas: [0.9, 0.999], epsilon: 1e-8 },
    schedule: { name: 'constant' },
    regularize: [] as object[],
  },
};

const hash = '0'.repeat(64);
const CURRENT = {
  ...{ format: 'faccent-recipe', version: 8, created: '2026-11-29T02:42:10.619Z' },
  ...REQUEST,
  environment: {
    ...REQUEST.environment,
    faccent: '0.2.0',
    runtime: 'onnxruntime-node',
    runtimeVersion: '1.30.0',
  },
  results: {
    activation: { before: 0.02, after: 0.03 },
    ...{ balance: null, steps: [{ activation: 0.02 }, { activation: 0.03 }], image: hash, opacity: hash },
  },
};

/** Other settings: something of every kind. */
const OTHERS: readonly object[] = [
  {
    transform: {
      name: 'compose',
      parts: [
        { name: 'pad', pixels: 2, mode: 'reflect' },
        { name: 'jitter', pixels: 2 },
        { name: 'randomScale', scales: [0.9, 1, 1.1] },
        { name: 'randomRotate', degrees: [-5, 0, 5] },
        { name: 'box', views: 2 },
      ],
    },
    optimizer: { name: 'nadam', betas: [0.5, 0.9], epsilon: 1e-6 },
    schedule: { name: 'step', every: 3, factor: 0.5 },
    regularize: [{ layer: 'relu1' }, { layer: 'relu2', power: 1, weight: 2 }],
    ...{ mask: { box: [0, 0, 4, 8] }, redirect: 'start', balance: null },
  },
  {
    parameterization: { name: 'pixel' },
    optimizer: { name: 'sgd' },
    ball: 0.5,
    schedule: { name: 'cosine' },
  },
  { parameterization: { name: 'laplacian' }, balance: 1, regularize: [{ layer: 'relu1' }] },
];

const OBJECTIVES: readonly object[] = [
  { name: 'subtract', terms: [{ name: 'channel', layer: 'relu1', unit: 1 }, 3] },
  {
    name: 'add',
    terms: [
      { name: 'neuron', layer: 'relu1', unit: 1 },
      { name: 'multiply', terms: [{ name: 'channel', layer: 'relu2', unit: 0 }, 0.5] },
    ],
  },
  { name: 'direction', layer: 'logits', unit: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
];

const of = (name: string, recipe: unknown): Seed => ({
  name,
  file: 'recipe.json',
  files: { 'recipe.json': textBytes(JSON.stringify(recipe)), ...BESIDE },
});

const without = (settings: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));

const { parameterization } = CURRENT.settings;
/** Settings of versions 3, and 1 and 2. */
const OLDER = { ...without(CURRENT.settings, 'opacityPercentile', 'parameterization'), percentile: 20 };
const OLDEST = without(OLDER, 'transform', 'optimizer', 'schedule', 'mask', 'redirect');

/** What the recipes that older versions wrote name, but for their network, which ships no longer. */
const NAMED = Object.fromEntries(
  filesIn('tests/recipes', /\.(?:png|onnx)$/).map((file) => [path.basename(file), read(file)]),
);

/** Recipes of every version and of every kind. */
export const recipes = (): Seed[] => [
  of('version 7', CURRENT),
  of('version 6', { ...CURRENT, version: 6, settings: without(CURRENT.settings, 'startFrom') }),
  ...OTHERS.map((settings, i) =>
    of(`settings ${i}`, { ...CURRENT, settings: { ...CURRENT.settings, ...settings } }),
  ),
  ...OBJECTIVES.map((objective, i) => of(`objective ${i}`, { ...CURRENT, objective, feature: undefined })),
  of('from noise', {
    ...{ ...CURRENT, photo: undefined },
    settings: { ...CURRENT.settings, parameterization: { name: 'cppn', hidden: 4, layers: 2 } },
  }),
  of('version 5', { ...CURRENT, version: 5 }),
  of('version 4', { ...CURRENT, version: 4 }),
  of('version 3', { ...CURRENT, version: 3, parameterization, settings: OLDER }),
  ...[1, 2].map((version) =>
    of(`version ${version}`, {
      ...{ ...CURRENT, version, parameterization },
      settings: { ...OLDEST, crops: 2, regularize: 'relu1' },
    }),
  ),
  ...filesIn('tests/recipes', /\.json$/).map((file) => ({
    name: path.basename(file),
    file: 'recipe.json',
    files: { 'recipe.json': read(file), ...NAMED },
  })),
];
