// Proves that a latent of an encoder has the value and gradient that arithmetic says, and that what does not fit is refused.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { Encoder } from '../model/encoder.js';
import { FaccentError } from '../errors.js';
import { LATENTS, mapEncoder, rowEncoder, weights } from '../testing/encoders.js';
import { maxDifference, noise } from '../testing/golden.js';
import { network } from '../testing/networks.js';
import { evaluate as evaluateOn } from '../testing/objectives.js';
import { encoderLatent } from './index.js';
import type { Objective } from './objective.js';

const layer = 'a';
const DIMS = [2, 1, 3, 2, 2];
const PLANE = 4;
const data = noise(24, 5);

/** An objective's value and gradient on given activations of one layer. */
async function evaluate(objective: Objective, shape: readonly number[] = DIMS) {
  const size = shape.reduce((x, y) => x * y);
  const { value, gradient } = await evaluateOn(objective, {
    [layer]: { shape, data: data.subarray(0, size) },
  });
  return { value, gradient: gradient(layer) };
}

/** The mean of relu(Σ_c a_c · w_ck + b_k) over views and positions, and its gradient, term by term. */
function byHand(latent: number, positions = [0, 1, 2, 3]) {
  const [w, b] = [weights(3 * LATENTS, 1), weights(LATENTS, 9)] as const;
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
  const w = weights(3 * LATENTS, 1);
  const bias = weights(LATENTS, 9)[0]!;
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
          w: Tensor.of('float32', [5, 2], weights(10, 1)),
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

test('an encoder of one row is adapted', async () => {
  const one = Encoder.read(rowEncoder(3, 1, 'w', 1));
  const found = await evaluate(encoderLatent({ layer, encoder: one, latent: 1 }));
  expect(found.value).toBeCloseTo(byHand(1).value, 5);
});
