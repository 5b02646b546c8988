// Proves that every setting is in the recipe and repeats to the bit, and that bad ones are refused before a run.
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { oneProcess } from '../testing/command.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn } = workFolder('settings', oneProcess());

const small = [...onMini, '--size', '64', '--steps', '2'];
const ketch = ['accentuate', photo, '--class', 'ketch', ...small];

const SAME = { identical: true, largestDifference: 0, sameEnvironment: true };
async function expectReplayed(name: string): Promise<void> {
  const { stdout, stderr } = await faccent('replay', at(`${name}/recipe.json`), '--json');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(SAME);
}

/** The largest difference from the photograph within rows of a picture 64 pixels wide, in units of a byte. */
async function change(name: string, from: number, to: number): Promise<number> {
  const [seed, accentuated] = await Promise.all(
    ['seed', 'accentuated'].map((file) =>
      sharp(at(`${name}/${file}.png`))
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  );
  const row = 64 * 3;
  const part = seed!.subarray(from * row, to * row);
  return part.reduce((most, v, i) => Math.max(most, Math.abs(v - accentuated![from * row + i]!)), 0);
}

beforeAll(async () => {
  const { width, height } = await sharp(photo).metadata();
  const create = (w: number, h: number, background: string) => ({
    create: { width: w, height: h, channels: 3 as const, background },
  });
  await sharp(create(width, height, '#000'))
    .composite([{ input: create(width, Math.floor(height / 2), '#fff'), left: 0, top: 0 }])
    .png()
    .toFile(at('mask.png'));
  await sharp(create(30, 90, '#fff'))
    .png()
    .toFile(at('narrow.png'));
});

test('everything at once is in the recipe, and is repeated to the bit', async () => {
  const { status } = await faccent(
    ...[
      ...ketch,
      '--views',
      '3',
      '--transform',
      'pad:4,jitter:8',
      '--transform',
      'randomRotate:-5:0:5,colourNoise:0.1',
    ],
    ...['--optimizer', 'nadam:0.8:0.99', '--learning-rate', '0.03', '--schedule', 'cosine:0.1', '--redirect'],
    ...[
      '--regularize',
      'mixed3a:1:2',
      '--regularize',
      'conv2',
      '--mask',
      at('mask.png'),
      '--out',
      at('all'),
      '--report',
    ],
  );
  expect(status).toBe(0);
  expect(recipeIn('all').settings).toMatchObject({
    transform: {
      name: 'compose',
      parts: [
        { name: 'pad', pixels: 4 },
        { name: 'jitter', pixels: 8 },
        { name: 'randomRotate', degrees: [-5, 0, 5] },
        { name: 'colourNoise', deviation: 0.1 },
      ],
      views: 3,
    },
    optimizer: { name: 'nadam', betas: [0.8, 0.99] },
    learningRate: 0.03,
    schedule: { name: 'cosine', to: 0.1 },
    redirect: true,
    regularize: [
      { name: 'lpDistance', layer: 'mixed3a', power: 1, weight: 2 },
      { name: 'lpDistance', layer: 'conv2' },
    ],
    mask: { path: at('mask.png') },
  });
  await expectReplayed('all');
  // the mask is white above the middle
  expect(await change('all', 0, 31)).toBeGreaterThan(4);
  expect(await change('all', 33, 64)).toBe(0);
});

test('a box, and one layer with its power', async () => {
  const { status } = await faccent(
    ...[
      ...ketch,
      '--views',
      '2',
      '--box',
      '0,0,20,64',
      '--regularize',
      'mixed3a:1',
      '--transform',
      'zoomBox:0.5:0.1',
    ],
    ...['--ball', '3', '--learning-rate', '5', '--optimizer', 'sgd:0.9', '--out', at('box'), '--quiet'],
  );
  expect(status).toBe(0);
  expect(recipeIn('box').settings).toMatchObject({
    transform: { name: 'zoomBox', least: [0.5, 0.1], views: 2 },
    optimizer: { name: 'sgd', momentum: 0.9 },
    regularize: [{ name: 'lpDistance', layer: 'mixed3a', power: 1 }],
    ...{ ball: 3, mask: { box: [0, 0, 20, 64] }, redirect: false },
  });
  expect(await change('box', 20, 64)).toBe(0);
  expect(await change('box', 0, 20)).toBeGreaterThan(0);
  await expectReplayed('box');
});

test('a transform in JSON, and one view where nothing is random', async () => {
  const json = '{"name":"centreBox","views":2,"deviation":0.2}';
  await faccent(...ketch, '--transform', json, '--out', at('json'), '--quiet');
  expect(recipeIn('json').settings.transform).toEqual({
    ...{ name: 'centreBox', views: 2, deviation: 0.2 },
    ...{ fraction: [0.05, 0.99], normalNoise: 0.02, uniformNoise: 0.01 },
  });
  await faccent(...ketch, '--transform', 'whole', '--regularize', 'none', '--out', at('whole'), '--quiet');
  expect(recipeIn('whole').settings).toMatchObject({ transform: { name: 'whole' }, regularize: [] });
  await expectReplayed('whole');
});

test('a visualization has them too, without a photograph to be held to', async () => {
  const { status } = await faccent(
    ...['visualize', '--class', 'ketch', ...small, '--views', '2', '--transform', 'jitterStack'],
    ...['--optimizer', 'nadam', '--schedule', 'step:1:0.5', '--out', at('noise'), '--quiet'],
  );
  expect(status).toBe(0);
  expect(recipeIn('noise').settings).toMatchObject({
    transform: { name: 'jitterStack', views: 2 },
    optimizer: { name: 'nadam' },
    schedule: { name: 'step', every: 1, factor: 0.5 },
  });
  await expectReplayed('noise');
});

test.each<[string[], RegExp]>([
  [['--transform', 'jiggle:8'], /there is no transform "jiggle"; there are box/],
  [['--transform', 'jitter'], /"jitter" should be written jitter:PIXELS/],
  [['--transform', 'whole', '--views', '3'], /nothing in --transform whole is random.*leave --views out/],
  [['--transform', '{"name":"box"}', '--views', '3'], /--views does not go with a --transform in JSON/],
  [['--transform', '{"name":"box"}', '--transform', 'pad:3'], /a --transform in JSON stands alone/],
  [['--transform', '{"name":'], /is not JSON/],
  [['--optimizer', 'lbfgs'], /there is no optimizer "lbfgs"; there are adam/],
  [['--optimizer', 'sgd'], /plain gradient descent has no default learning rate: set --learning-rate \(/],
  [['--schedule', 'step'], /"step" should be written step:EVERY/],
  [['--regularize', 'none', '--regularize', 'conv2'], /--regularize none stands alone/],
  [['--regularize', 'conv2:2:3'], /has a weight, which divides between several layers.*--strength/],
  [['--regularize', 'conv2:0.5'], /power is 0.5; it should be a number, 1 or more/],
  [['--regularize', 'nowhere:1'], /no layer "nowhere"/],
  [['--mask', at('mask.png'), '--box', '0,0,9,9'], /--mask and --box both say/],
  [
    ['--mask', at('narrow.png')],
    /narrow.png" is 90 × 30 pixels .*; it should have the shape of the photograph/,
  ],
  [
    ['--mask', 'gone.png'],
    /'--mask <file>' argument 'gone.png' is invalid. cannot read "gone.png": there is no such file/,
  ],
  [['--box', '0,0,65,9'], /the box 0, 0, 65, 9 .* is not within the canvas of 64 × 64/],
  [['--box', '0,0,9'], /it should be 4 numbers/],
])('bad input is one clear message, a status and nothing left behind: %j', async (args, message) => {
  const before = names();
  const { status, stdout, stderr } = await faccent(...ketch, ...args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, stdout]).toEqual([1, '']);
  expect(names()).toEqual(before);
});
