/** A run and an explanation that nobody made: what describes them is tested with these, in Node and in pages. */
import type { Accentuation, Attribution, Explanation, Image, Recipe } from 'faccent';

export const size = [96, 128] as const;
const [HEIGHT, WIDTH] = size;
export const STEPS = 10;

/** Text that a page must not take for markup. */
export const HOSTILE = `</script><img src=x onerror="document.title='broken into'"><!--<script>&amp;'"`;

/** A picture of one grey. */
export const plain = (grey: number): Image => ({
  size,
  data: new Float32Array(3 * HEIGHT * WIDTH).fill(grey),
});

/** A picture of many colours, smooth enough that encoders which lose little keep it. */
export const colourful = (phase: number): Image => ({
  size,
  data: Float32Array.from({ length: 3 * HEIGHT * WIDTH }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH) % HEIGHT];
    const channel = Math.floor(i / (HEIGHT * WIDTH));
    return 0.5 + 0.5 * Math.sin(x / 17 + y / 11 + 2 * channel + phase);
  }),
});

export const result: Accentuation = {
  image: plain(0.9),
  images: [plain(0.9)],
  // strong on the right, with a long tail
  opacity: Float32Array.from({ length: 3 * HEIGHT * WIDTH }, (_, i) => Math.exp((8 * (i % WIDTH)) / WIDTH)),
  activation: { before: 1, after: 2 },
  balance: 3,
  steps: Array.from({ length: STEPS }, (_, step) => ({
    ...{ step, activation: step / 10, distance: step / 100 },
    ...(step % 2 === 0 && { image: plain(0.1 + step / 20) }),
  })),
};

export const recipe: Recipe = {
  ...{ format: 'faccent-recipe', version: 8, created: '2026-01-02T03:04:05.678Z' },
  environment: {
    ...{ faccent: '0', runtime: 'runtime', runtimeVersion: '1', platform: 'here', device: 'cpu', threads: 1 },
  },
  model: { path: `/folder/${HOSTILE}`, sha256: '', description: { name: HOSTILE } },
  photo: { path: '/folder/photo.jpg', sha256: '' },
  name: HOSTILE,
  objective: { name: 'channel', layer: 'logits', unit: 1 },
  feature: { layer: 'logits', unit: 1, label: HOSTILE },
  settings: {
    ...{ size, steps: STEPS, transform: { name: 'box', views: 2 }, optimizer: { name: 'adam' } },
    ...{ parameterization: { name: 'fourier' }, learningRate: 0.05, schedule: { name: 'constant' } },
    ...{ regularize: [{ name: 'lpDistance', layer: HOSTILE }], strength: 1, balance: null, randomSeed: 0 },
    ...{
      cutoff: null,
      ball: null,
      mask: null,
      redirect: false,
      startFrom: 'photograph',
      opacityPercentile: 20,
    },
  },
  results: {
    ...{ activation: result.activation, balance: 3, image: '', opacity: '' },
    steps: result.steps.map(({ activation, distance }) => ({ activation, distance })),
  },
};

/** What the run would be with other pictures. */
export const colourfulResult: Accentuation = {
  ...result,
  image: colourful(2),
  steps: result.steps.map((step) => (step.image ? { ...step, image: colourful(step.step / 5) } : step)),
};

/** Where a channel that nobody has fires. */
const where = { size: [3, 4] as const, map: Float32Array.from({ length: 12 }, (_, i) => i - 3) };
const channels = [0, 1, 2].map((unit) => ({ feature: `layer:${unit}`, unit }));

export const explanation: Explanation = {
  photograph: { ...colourful(0), path: `/folder/${HOSTILE}` },
  names: { predicted: HOSTILE, actual: 'other' },
  said: [
    { unit: 0, label: HOSTILE, logit: 1, probability: 0.75 },
    { unit: 1, label: 'other', logit: 0, probability: 0.25 },
  ],
  explained: (['predicted', 'actual', 'contrast'] as const).map((part) => ({
    ...{ part, recipe, result: colourfulResult, probabilities: { predicted: 0.25, actual: 0.5 } },
    carriers: {
      channels: channels.map((named) => ({ ...named, photograph: 1, accentuated: 2, where })),
      others: { photograph: 3, accentuated: -4 },
    },
  })),
  layer: 'layer',
  channels: channels.map((named) => ({ ...named, recipe, result: colourfulResult, where })),
};

/** Maps of each kind: unsigned, signed, and in two parts on a coarser grid. */
export const attributions: readonly Attribution[] = [
  { name: 'saliency', size, signed: false, map: colourful(1).data.slice(0, HEIGHT * WIDTH) },
  {
    name: 'occlusion',
    size,
    signed: true,
    map: colourful(3)
      .data.map((v) => v - 0.5)
      .slice(0, HEIGHT * WIDTH),
  },
  {
    ...{
      name: 'signedCam',
      size: [6, 8],
      signed: true,
      map: Float32Array.from({ length: 48 }, (_, i) => i - 24),
    },
    ...{
      positive: Float32Array.from({ length: 48 }, (_, i) => i),
      negative: new Float32Array(48).fill(24),
    },
  },
];
