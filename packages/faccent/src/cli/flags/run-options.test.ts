// Proves what flags make of a run's options: their defaults of each command, what goes together, and what does not.
import { stripVTControlCharacters } from 'node:util';
import { type Model, loadModel } from 'faccent';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { miniInception } from '../../testing/mini-inception.js';
import { tinyModel } from '../testing/folder.js';
import { ASCENT, HOLD, type RunOptionFlags, heldBy, optionsFrom } from './run-options.js';

let model: Model;
beforeAll(async () => {
  model = await loadModel(miniInception);
});

const ALL = ['parameterization', ...ASCENT, ...HOLD] as const;
/** All of them, as commands put them together. */
const optionsOf = async (of: Model, flags: RunOptionFlags, usual: { readonly views: number }) => ({
  ...(await optionsFrom(flags, ALL, usual)),
  regularize: heldBy(of, flags),
});
const options = (flags: Partial<RunOptionFlags> = {}, usual: object = {}) =>
  optionsOf(model, { device: 'cpu', quiet: true, ...flags }, { views: 16, ...usual });

describe('nothing typed', () => {
  test('leaves all to the library but the views', async () => {
    const { transform, ...rest } = await options();
    expect(transform).toMatchObject({ name: 'box', views: 16 });
    expect(Object.entries(rest).filter(([, value]) => value !== undefined)).toEqual([['device', 'cpu']]);
  });

  test('has the steps of the command', async () => {
    expect(await options({}, { steps: 60 })).toMatchObject({ steps: 60 });
    expect(await options({ steps: 3 }, { steps: 60 })).toMatchObject({ steps: 3 });
  });

  test.each([
    [undefined, 'box'],
    ['fourierPhase', 'centreBox'],
    ['laplacian', 'box'],
  ])('has views from noise as suits %s', async (parameterization, name) => {
    const flags = { parameterization, views: 3 };
    expect((await options(flags, { noise: true })).transform).toMatchObject({ name, views: 3 });
    expect((await options(flags)).transform).toMatchObject({ name: 'box', views: 3 });
  });
});

test('flags that a command does not have stay out', async () => {
  const flags = {
    device: 'cpu',
    quiet: true,
    steps: 3,
    strength: 2,
    redirect: true,
    regularize: ['none'],
  } as const;
  const made = await optionsFrom(flags, ['steps', 'strength'], { views: 2 });
  expect(made).toMatchObject({ steps: 3, strength: 2 });
  expect([made.redirect, 'regularize' in made]).toEqual([undefined, false]);
});

test('everything at once', async () => {
  const made = await options({
    ...{ transform: ['pad:4,jitter:8', 'randomRotate:-5:0:5'], views: 3, steps: 2, threads: 1 },
    ...{ optimizer: 'nadam:0.8:0.99', learningRate: 0.03, schedule: 'cosine:0.1', redirect: true },
    ...{ strength: 2, balance: 0.1, randomSeed: 7, cutoff: 1, ball: 3, parameterization: 'laplacian:3' },
    regularize: ['mixed3a:1:2', 'conv2'],
  });
  expect(made).toMatchObject({
    ...{ steps: 2, threads: 1, learningRate: 0.03, redirect: true, device: 'cpu' },
    ...{ strength: 2, balance: 0.1, randomSeed: 7, cutoff: 1, ball: 3 },
    optimizer: { name: 'nadam', description: { betas: [0.8, 0.99] } },
    parameterization: { name: 'laplacian', description: { levels: 3 } },
  });
  const { parts, views } = made.transform!.description as { parts?: { name: string }[]; views?: number };
  expect([parts!.map(({ name }) => name), views]).toEqual([['pad', 'jitter', 'randomRotate'], 3]);
  expect(made.schedule!(9, 10)).toBeLessThan(0.5);
});

describe('what holds the picture', () => {
  const held = async (...regularize: string[]) => (await options({ regularize })).regularize;

  test('is a layer, or several with powers and weights', async () => {
    expect(await held('conv2')).toEqual([{ layer: 'conv2' }]);
    expect(await held('mixed3a:1:2', 'conv2')).toMatchObject([
      { description: { name: 'lpDistance', layer: 'mixed3a', power: 1, weight: 2 } },
      { layer: 'conv2' },
    ]);
    expect(await held('mixed3a:1')).toMatchObject([{ description: { layer: 'mixed3a', power: 1 } }]);
  });

  test('is nothing where that is said', async () => {
    expect(await held('none')).toBeNull();
  });

  test('is a layer whole where one is called like a layer with its power', async () => {
    const resolve = vi.spyOn(model, 'resolve').mockImplementation((name) => name);
    expect(await held('logits:0')).toEqual([{ layer: 'logits:0' }]);
    resolve.mockRestore();
  });

  test.each([
    [
      {},
      [
        'note: the model names no layer to stay close at; --regularize LAYER holds the picture to the photograph',
      ],
    ],
    [{ quiet: true }, []],
    [{ json: true }, []],
    [{ regularize: ['none'] }, []],
  ])('is said to be nothing where the model names none, given %j', async (flags, lines) => {
    const said: string[] = [];
    const spy = vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
    const tiny = await loadModel(tinyModel, { range: [0, 1] });
    const made = await optionsOf(tiny, { device: 'cpu', ...flags }, { views: 2 });
    spy.mockRestore();
    expect(said.map(stripVTControlCharacters)).toEqual(lines);
    expect(made.regularize).toBe('regularize' in flags ? null : undefined);
  });
});

describe('a transform', () => {
  test('in JSON stands alone, and says its views', async () => {
    const made = await options({ transform: ['{"name":"centreBox","views":2,"deviation":0.2}'] });
    expect(made.transform!.description).toEqual({ name: 'centreBox', views: 2, deviation: 0.2 });
  });

  test('of which nothing is random has one view', async () => {
    expect((await options({ transform: ['whole'] })).transform!.views).toBe(1);
    expect((await options({ transform: ['whole'], views: 1 })).transform!.views).toBe(1);
  });
});

test.each<[Partial<RunOptionFlags>, RegExp]>([
  [{ transform: ['jiggle:8'] }, /there is no transform "jiggle"; there are box/],
  [{ transform: ['jitter'] }, /"jitter" should be written jitter:PIXELS/],
  [{ transform: ['whole'], views: 3 }, /nothing in --transform whole is random.*leave --views out/],
  [{ transform: ['whole'], crops: 3 }, /nothing in --transform whole is random.*leave --views out/],
  [{ transform: ['{"name":"box"}'], views: 3 }, /--views does not go with a --transform in JSON/],
  [{ transform: ['{"name":"box"}'], crops: 3 }, /--views does not go with a --transform in JSON/],
  [{ transform: ['{"name":"box"}', 'pad:3'] }, /a --transform in JSON stands alone/],
  [{ transform: ['{"name":'] }, /is not JSON/],
  [{ optimizer: 'lbfgs' }, /there is no optimizer "lbfgs"; there are adam/],
  [{ schedule: 'step' }, /"step" should be written step:EVERY/],
  [{ parameterization: 'oil' }, /there is no parameterization "oil"/],
  [{ regularize: ['none', 'conv2'] }, /--regularize none stands alone/],
  [{ regularize: ['conv2:2:3'] }, /has a weight, which divides between several layers.*--strength/],
  [{ regularize: ['conv2:0.5'] }, /power is 0.5; it should be a number, 1 or more/],
])('%j is refused', async (flags, message) => {
  await expect(options(flags)).rejects.toThrow(message);
});
