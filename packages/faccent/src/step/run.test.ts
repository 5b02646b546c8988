import { describe, expect, test } from 'vitest';
import { type Accentuation, type AccentuateOptions, accentuate, accentuation } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { add } from '../objective/algebra.js';
import { channel } from '../objective/channel.js';
import { sgd } from '../optimizer/sgd.js';
import { balanceAgainst } from '../opposed/balance.js';
import { pixel } from '../parameterization/pixel.js';
import type { Checkpoint, Step } from './records.js';
import { backend } from '../platform/node.js';
import { graphCache } from './cache.js';
import { fixture, fixtureBytes, maxDifference } from '../testing/golden.js';
import { networkOf, tensor } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { whole } from '../transform/whole.js';
import { visualization } from '../visualize.js';

const { seed: photo } = fixture<{ seed: { data: number[] } }>('trajectories.json');
const seed: Image = { size: [48, 48], data: Float32Array.from(photo.data) };
const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const logit = (unit: number) => channel({ layer: 'fc', unit });
const quick: AccentuateOptions = { steps: 6, transform: box({ views: 4 }), regularize: 'relu2', threads: 1 };

/** Does some steps, and keeps what the run goes on from. */
async function interrupted(
  run: AsyncGenerator<Step, Accentuation, void>,
  steps: number,
): Promise<Checkpoint> {
  for (let i = 1; ; i++) {
    const result = await run.next();
    if (i < steps || result.done) continue;
    const checkpoint = await result.value.checkpoint!();
    // leaves the loop, as `break` does
    await run.throw(new FaccentError('interrupted')).catch(() => undefined);
    return checkpoint;
  }
}

describe('an interrupted run', () => {
  test('ends as if it had not been left, to the bit', async () => {
    const whole = await accentuate(tiny, seed, logit(3), { ...quick, snapshots: 2 });
    const checkpoint = await interrupted(accentuation(tiny, seed, logit(3), quick), 4);
    const stored = JSON.parse(JSON.stringify({ random: checkpoint.random })) as { random: number[] };
    const resumed = await accentuate(tiny, seed, logit(3), {
      ...quick,
      resume: { ...checkpoint, ...stored },
    });
    expect(resumed.image).toEqual(whole.image);
    expect(resumed.opacity).toEqual(whole.opacity);
    expect(resumed.balance).toBe(whole.balance);
    expect(resumed.steps.map((s) => s.activation)).toEqual(whole.steps.map((s) => s.activation));
  });

  test('from noise goes on too', async () => {
    const options = { steps: 4, transform: box({ views: 2 }), threads: 1 };
    const run = () => visualization(tiny, logit(1), [40, 40], options);
    const all: number[] = [];
    for await (const { activation } of run()) all.push(activation);
    const resume = await interrupted(run(), 2);
    const rest: number[] = [];
    for await (const { activation } of visualization(tiny, logit(1), [40, 40], { ...options, resume }))
      rest.push(activation);
    expect([...all.slice(0, 2), ...rest]).toEqual(all);
  });

  test('does not go on from the checkpoint of another', async () => {
    const resume = await interrupted(accentuation(tiny, seed, logit(3), quick), 1);
    const other = { ...quick, parameterization: pixel(), resume };
    await expect(accentuate(tiny, seed, logit(3), other)).rejects.toThrow(FaccentError);
  });
});

test('runs with a cache compile each graph once, whatever the photograph and the unit', async () => {
  let made = 0;
  const counting = {
    ...backend,
    create: (...a: Parameters<typeof backend.create>) => {
      made++;
      return backend.create(...a);
    },
  };
  const cache = graphCache();
  const options = { ...quick, cache, backend: counting };
  const first = await accentuate(tiny, seed, logit(3), options);
  const once = made;
  const dark = { ...seed, data: seed.data.map((x) => x / 2) };
  const second = await accentuate(tiny, dark, logit(5), options);
  expect(made).toBe(once);
  expect(await accentuate(tiny, seed, logit(3), options)).toEqual(first);
  expect(second).toEqual(await accentuate(tiny, dark, logit(5), quick));
  await cache.release();
});

describe('holding to the photograph', () => {
  const options = { ...quick, steps: 10, randomSeed: 2 };

  test('at several layers, by distances of other powers', async () => {
    const free = await accentuate(tiny, seed, logit(3), { ...options, strength: 1e-6 });
    const held = await accentuate(tiny, seed, logit(3), {
      ...options,
      regularize: [
        { layer: 'relu1', power: 1 },
        { layer: 'relu2', power: 3, weight: 2 },
      ],
      strength: 5,
    });
    expect(held.balance).toBeGreaterThan(0);
    expect(maxDifference(held.image.data, seed.data)).toBeLessThan(maxDifference(free.image.data, seed.data));
  });

  test('a sum of distances is measured as their sum', async () => {
    const at = async (regularize: AccentuateOptions['regularize']): Promise<number> => {
      const { steps } = await accentuate(tiny, seed, logit(3), { ...options, regularize, strength: 1e-9 });
      return steps.at(-1)!.distance!;
    };
    const [one, two] = [await at('relu1'), await at([{ layer: 'relu2', power: 2 }])];
    const sum = await at([{ layer: 'relu1' }, { layer: 'relu2', weight: 0.5 }]);
    expect(Math.abs(sum / (one + 0.5 * two) - 1)).toBeLessThan(1e-3);
  });

  test.each([
    [[{ layer: 'relu1', power: 0.5 }], /power is 0.5; it should be a number, 1 or more/],
    [[{ layer: 'relu1', weight: -1 }], /weight is -1; it should be a number above 0/],
    [[{ layer: 'nowhere' }], /nowhere/],
  ])('refuses %j', async (regularize, message) => {
    await expect(accentuate(tiny, seed, logit(3), { ...options, regularize })).rejects.toThrow(message);
  });
});

test('balances are ratios of L1 norms over all parameters (docs/method.md, 5.10 and 6.2)', async () => {
  // a layer of one channel, whose distance from the photograph's own moves a parameter as the channel does, up to the sign
  const model = networkOf(
    4,
    [
      ['Conv', ['image', 'w'], 'sum', { kernel_shape: [1, 1] }],
      ['Mul', ['sum', 'five'], 'out'],
    ],
    { w: tensor([1, 3, 1, 1], [1, 2, 3]), five: tensor([], [5]) },
  );
  const picture: Image = { size: [4, 4], data: Float32Array.from({ length: 48 }, (_, i) => 0.2 + i / 90) };
  const of = (layer: string) => channel({ layer, unit: 0 });
  const how = { steps: 1, transform: whole(), parameterization: pixel(), threads: 1 };
  for (const [layer, expected] of [
    ['sum', 1],
    ['out', 5],
  ] as const) {
    const { balance } = await accentuate(model, picture, of(layer), { ...how, regularize: 'sum' });
    expect(balance).toBeCloseTo(expected, 3);
  }
  const opposed = { raised: of('out'), other: of('sum') };
  expect(await balanceAgainst(model, picture, opposed, how)).toBeCloseTo(5, 4);
});

describe('a mask', () => {
  const [height, width] = seed.size;
  const mask = Float32Array.from({ length: height * width }, (_, i) => (i % width < 20 ? 1 : 0));

  test.each([[null], ['relu2']])('leaves the photograph as it is outside, held at %s', async (regularize) => {
    const { image, steps } = await accentuate(tiny, seed, logit(3), {
      ...quick,
      regularize,
      mask,
      snapshots: 1,
    });
    const changes = [0, 0];
    image.data.forEach((v, i) => (changes[mask[i % mask.length]!]! += Math.abs(v - seed.data[i]!)));
    expect(changes[0]! / image.data.length).toBeLessThan(1e-6);
    expect(changes[1]! / image.data.length).toBeGreaterThan(1e-3);
    expect(steps.at(-1)!.image!.data.subarray(0, 3)).not.toEqual(seed.data.subarray(0, 3));
  });

  test.each([
    [new Float32Array(5), /5 numbers; a canvas of 48 × 48 has 2304/],
    [new Float32Array(2304), /0 everywhere/],
    [new Float32Array(2304).fill(2), /outside \[0, 1\]/],
  ])('is refused where it does not fit', async (wrong, message) => {
    await expect(accentuate(tiny, seed, logit(3), { ...quick, mask: wrong })).rejects.toThrow(message);
  });
});

test('a redirected ReLU gets away from a start at which no gradient passes', async () => {
  // relu(4 (r + g + b) − 7): dead at a grey of one half, alive from 0.59 on
  const model = networkOf(
    4,
    [
      ['Conv', ['image', 'w', 'b'], 'sum', { kernel_shape: [1, 1] }],
      ['Relu', ['sum'], 'out'],
    ],
    { w: tensor([1, 3, 1, 1], [4, 4, 4]), b: tensor([1], [-7]) },
  );
  const grey: Image = { size: [4, 4], data: new Float32Array(48).fill(0.5) };
  const objective = channel({ layer: 'out', unit: 0 });
  const options = { ...quick, regularize: null, transform: whole(), parameterization: pixel(), steps: 40 };
  const stuck = await accentuate(model, grey, objective, { ...options, learningRate: 0.5 });
  expect(stuck.activation.after).toBe(0);
  expect(maxDifference(stuck.image.data, grey.data)).toBeLessThan(1e-6);
  expect(stuck.steps.every(({ dead }) => dead)).toBe(true);
  for (const redirect of [true, 'start'] as const) {
    const freed = await accentuate(model, grey, objective, { ...options, learningRate: 0.5, redirect });
    expect(freed.activation.after).toBeGreaterThan(1);
    // redirected at the start means after a step that shows that it is needed
    expect(freed.steps.map(({ dead }) => dead ?? false).indexOf(false)).toBe(redirect === true ? 0 : 1);
    expect(freed.steps.at(-1)).not.toHaveProperty('dead');
  }
});

test('a redirected ReLU lets a tenth through where its input is negative, at every step, as the authors’', async () => {
  // inputs of −0.5, 0.5 and 1.5 of a ReLU, and of a Clip as far as 1.25
  const model = networkOf(
    1,
    [
      ['Conv', ['image', 'w', 'b'], 'sum', { kernel_shape: [1, 1] }],
      ['Relu', ['sum'], 'relu'],
      ['Clip', ['sum', 'low', 'high'], 'clip'],
      ['Add', ['relu', 'clip'], 'out'],
    ],
    {
      w: tensor([3, 3, 1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1]),
      ...{ b: tensor([3], [-1, 0, 1]), low: tensor([], [0]), high: tensor([], [1.25]) },
    },
  );
  const image: Image = { size: [1, 1], data: Float32Array.from([0.5, 0.5, 0.5]) };
  const options = { ...quick, regularize: null, transform: whole(), parameterization: pixel(), steps: 3 };
  const unit = (c: number) => channel({ layer: 'out', unit: c });
  const objective = add(add(unit(0), unit(1)), unit(2));
  const slow = { ...options, optimizer: sgd(), learningRate: 1e-6 };
  const { opacity } = await accentuate(model, image, objective, { ...slow, redirect: true });
  // below: a tenth of both; between: both; above the Clip's limit: the ReLU's alone
  [0.2, 2, 1].forEach((g, i) => expect(opacity[i]! / 3).toBeCloseTo(g, 5));
  const plain = await accentuate(model, image, objective, slow);
  [0, 2, 1].forEach((g, i) => expect(plain.opacity[i]! / 3).toBeCloseTo(g, 5));
});
