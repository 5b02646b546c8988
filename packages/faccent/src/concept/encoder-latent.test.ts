import { Tensor, gradient } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import { probeGraph } from '../step/graphs.js';
import { Model } from '../model/model.js';
import { subtract } from '../objective/algebra.js';
import { channel } from '../objective/channel.js';
import type { Objective } from '../objective/objective.js';
import { fourier } from '../parameterization/fourier.js';
import { fixtureBytes, maxDifference, noise, run } from '../testing/golden.js';
import { network, picture } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { whole } from '../transform/whole.js';
import { Encoder } from './encoder.js';
import { encoderLatent } from './encoder-latent.js';

const LATENTS = 6;
const values = (count: number, seed: number): number[] => [...noise(count, seed)];

/** relu(x · w + b), of rows: (n, channels) → (n, 6). Its weights are called as those of tiny.onnx. */
const rowEncoder = (channels: number, seed = 1, name = 'fc.weight', n: number | string = 'n') =>
  network(
    { x: [n, channels] },
    [
      ['MatMul', ['x', name], 'product'],
      ['Add', ['product', 'b'], 'sum'],
      ['Relu', ['sum'], 'latents'],
    ],
    {
      [name]: Tensor.of('float32', [channels, LATENTS], values(channels * LATENTS, seed)),
      b: Tensor.of('float32', [LATENTS], values(LATENTS, 9)),
    },
  );

/** The same as a 1 × 1 convolution: (n, channels, h, w) → (n, 6, h, w). */
const mapEncoder = (channels: number, seed = 1) => {
  const w = values(channels * LATENTS, seed);
  const transposed = Array.from(
    { length: w.length },
    (_, i) => w[(i % channels) * LATENTS + Math.floor(i / channels)]!,
  );
  return network(
    { x: ['n', channels, 'h', 'w'] },
    [
      ['Conv', ['x', 'fc.weight', 'b'], 'sum'],
      ['Relu', ['sum'], 'latents'],
    ],
    {
      'fc.weight': Tensor.of('float32', [LATENTS, channels, 1, 1], transposed),
      b: Tensor.of('float32', [LATENTS], values(LATENTS, 9)),
    },
  );
};

const DIMS = [2, 1, 3, 2, 2];
const PLANE = 4;
const data = noise(24, 5);

/** An objective's value and gradient on given activations of one layer. */
async function evaluate(objective: Objective, dims: readonly number[] = DIMS) {
  const inputs = objective.inputs(() => dims);
  const arrays = Object.fromEntries(
    Object.entries(inputs).map(([name, v]) => [name, { shape: v.dims, data: v.values }]),
  );
  const size = dims.reduce((x, y) => x * y);
  const found = await run(
    (b, { activations, ...rest }) => {
      const value = objective.value(() => activations!, rest);
      return { value, gradient: gradient(b, value, [activations!])[0]! };
    },
    { activations: { shape: dims, data: data.subarray(0, size) }, ...arrays },
  );
  return { value: found.value![0]!, gradient: found.gradient! };
}

/** The mean of relu(Σ_c a_c · w_ck + b_k) over views and positions, and its gradient, term by term. */
function byHand(latent: number, positions = [0, 1, 2, 3]) {
  const [w, b] = [values(3 * LATENTS, 1), values(LATENTS, 9)] as const;
  const weight = (c: number): number => w[c * LATENTS + latent]!;
  const count = 2 * positions.length;
  const slopes = new Float64Array(24);
  let value = 0;
  for (const view of [0, 1]) {
    for (const position of positions) {
      const at = (c: number): number => (view * 3 + c) * PLANE + position;
      const sum = [0, 1, 2].reduce((s, c) => s + data[at(c)]! * weight(c), b[latent]!);
      value += Math.max(0, sum) / count;
      if (sum > 0) for (const c of [0, 1, 2]) slopes[at(c)] = weight(c) / count;
    }
  }
  return { value, gradient: slopes };
}

const layer = 'a';

describe.each([
  ['rows', rowEncoder(3)],
  ['maps', mapEncoder(3)],
])('a latent of an encoder of %s', (_, encoder) => {
  test.each([0, 1, 2, 3, 4, 5])('%d is the mean of its activation, with its gradient', async (latent) => {
    const found = await evaluate(encoderLatent({ layer, encoder, latent }));
    const expected = byHand(latent);
    expect(found.value).toBeCloseTo(expected.value, 5);
    expect(maxDifference(found.gradient, expected.gradient)).toBeLessThan(1e-6);
  });

  test('is taken at one position, or as a direction', async () => {
    const there = await evaluate(encoderLatent({ layer, encoder, latent: 2, position: [1, 0] }));
    expect(there.value).toBeCloseTo(byHand(2, [2]).value, 5);
    expect(maxDifference(there.gradient, byHand(2, [2]).gradient)).toBeLessThan(1e-6);
    const both = await evaluate(encoderLatent({ layer, encoder, latent: [0, 0, 2, 0, -1, 0] }));
    expect(both.value).toBeCloseTo(2 * byHand(2).value - byHand(4).value, 5);
  });

  test('is taken on one image of a batch', async () => {
    const dims = [1, 2, 3, 2, 2];
    const [first, second, all] = await Promise.all(
      [0, 1, undefined].map((item) => evaluate(encoderLatent({ layer, encoder, latent: 2, item }), dims)),
    );
    expect((first!.value + second!.value) / 2).toBeCloseTo(all!.value, 5);
    expect(all!.value).toBeCloseTo(byHand(2).value, 5);
    expect([...first!.gradient.subarray(12)]).toEqual(Array(12).fill(0));
  });

  test('that it does not have is refused', () => {
    const inputs = (objective: Objective) => () => objective.inputs(() => DIMS);
    expect(inputs(encoderLatent({ layer, encoder, latent: 6 }))).toThrow(
      '"a, encoded" has units 0 to 5; there is no unit 6',
    );
    expect(inputs(encoderLatent({ layer, encoder, latent: [1, 2] }))).toThrow('not 2');
    expect(inputs(encoderLatent({ layer, encoder, latent: 1, position: [2, 0] }))).toThrow('2 × 2 positions');
  });
});

test('an encoder may reduce positions to one row of latents', async () => {
  const encoder = network(
    { x: ['n', 3, 'h', 'w'] },
    [['ReduceMean', ['x', 'axes'], 'latents', { keepdims: 0 }]],
    { axes: Tensor.ints([2, 3]) },
  );
  const found = await evaluate(encoderLatent({ layer, encoder, latent: 1 }));
  const expected = [0, 1].flatMap((view) => [...data.subarray(view * 12 + 4, view * 12 + 8)]);
  expect(found.value).toBeCloseTo(expected.reduce((x, y) => x + y) / 8, 5);
});

test('a layer without positions is encoded as it is', async () => {
  const found = await evaluate(encoderLatent({ layer, encoder: rowEncoder(3), latent: 0 }), [8, 1, 3]);
  const w = values(3 * LATENTS, 1);
  const bias = values(LATENTS, 9)[0]!;
  const terms = Array.from({ length: 8 }, (_, v) =>
    Math.max(
      0,
      [0, 1, 2].reduce((s, c) => s + data[v * 3 + c]! * w[c * LATENTS]!, bias),
    ),
  );
  expect(found.value).toBeCloseTo(terms.reduce((x, y) => x + y) / 8, 5);
});

describe('an encoder that does not fit', () => {
  const on = (encoder: Uint8Array, dims = DIMS) => {
    const objective = encoderLatent({ layer, encoder, latent: 0 });
    return () => objective.inputs(() => dims);
  };
  test.each<[string, () => unknown, string]>([
    ['other channels', on(rowEncoder(5)), 'takes 5 and "a" has 3: it was made for another layer'],
    ['other channels, maps', on(mapEncoder(5)), 'takes 5 × h × w and "a" has 3 × 2 × 2'],
    ['no positions', on(mapEncoder(3), [2, 1, 3]), 'with positions, and "a" has none'],
    [
      'a mean over everything',
      on(network({ x: ['n', 3] }, [['ReduceMean', ['x'], 'm', { keepdims: 0 }]])),
      'it should make 8 × latents',
    ],
    [
      'weights of other channels than it says',
      on(
        network({ x: ['n', 'channels'] }, [['MatMul', ['x', 'w'], 'y']], {
          w: Tensor.of('float32', [5, 2], values(10, 1)),
        }),
      ),
      'the encoder does not take "a"',
    ],
  ])('is refused: %s', (_, act, message) => {
    expect(act).toThrow(FaccentError);
    expect(act).toThrow(message);
  });

  test('or is none is refused when it is read', () => {
    const two = network({ x: ['n', 3], y: ['n', 3] }, [['Add', ['x', 'y'], 'z']]);
    expect(() => Encoder.read(two)).toThrow('has 2 inputs');
    expect(() => Encoder.read(network({ x: ['n', 't', 3] }, [['Relu', ['x'], 'y']]))).toThrow('has 3 axes');
    expect(() => encoderLatent({ layer, encoder: new Uint8Array(9), latent: 0 })).toThrow('no');
  });
});

describe('in a run', () => {
  const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
  const photo = picture([40, 40], (y, x) => [
    0.5 + 0.4 * Math.sin(y / 3),
    0.5 + 0.4 * Math.cos(x / 4),
    x / 40,
  ]);
  const channels = tiny.layers.find(({ value }) => value === tiny.resolve('relu3'))!.dims![1]!;
  const encoder = Encoder.read(rowEncoder(channels));
  const graph = (objective: Objective) =>
    probeGraph({
      model: tiny,
      objective,
      canvas: [40, 40],
      parameterization: fourier(),
    }).bytes;
  const at = (latent: number, from = encoder) => encoderLatent({ layer: 'relu3', encoder: from, latent });

  test.each([
    ['at once', 3],
    ['one by one', 1],
  ])('it is raised, with views %s', async (_, viewsAtOnce) => {
    const options = { steps: 10, transform: box({ crops: 3 }), regularize: 'relu2', threads: 1, viewsAtOnce };
    const result = await accentuate(tiny, photo, at(2), options);
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
    expect(result.balance).toBeGreaterThan(0);
  });

  test('one graph serves every latent', () => {
    expect(graph(at(1))).toEqual(graph(at(4)));
    expect(graph(at(1, Encoder.read(rowEncoder(channels))))).toEqual(graph(at(4)));
  });

  test("its weights are not the network's of the same name, nor another encoder's", async () => {
    const options = { steps: 1, transform: whole(), regularize: null, threads: 1 };
    const before = async (objective: Objective) =>
      (await accentuate(tiny, photo, objective, options)).activation.before;
    // the network's own head is in the graph as well
    const head = channel({ layer: 'fc', unit: 0 });
    const renamed = Encoder.read(rowEncoder(channels, 1, 'another name'));
    expect(renamed.fingerprint).not.toBe(encoder.fingerprint);
    expect(await before(subtract(at(2), head))).toBeCloseTo(await before(subtract(at(2, renamed), head)), 5);
    const other = Encoder.read(rowEncoder(channels, 2));
    const difference = (await before(at(2))) - (await before(at(2, other)));
    expect(Math.abs(difference)).toBeGreaterThan(1e-3);
    expect(await before(subtract(at(2), at(2, other)))).toBeCloseTo(difference, 4);
  });

  test('an encoder of one row is adapted', async () => {
    const one = Encoder.read(rowEncoder(3, 1, 'w', 1));
    const found = await evaluate(encoderLatent({ layer, encoder: one, latent: 1 }));
    expect(found.value).toBeCloseTo(byHand(1).value, 5);
  });

  test('its description says which encoder it was', () => {
    expect(at(3).description).toEqual({
      name: 'encoderLatent',
      encoder: encoder.fingerprint,
      layer: 'relu3',
      latent: 3,
    });
    expect(encoder.fingerprint).toMatch(/^\d+:\d+:\d+$/);
  });
});
