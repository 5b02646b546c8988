import { describe, expect, test } from 'vitest';
import { adam, sgd } from './optimizer.js';
import { run } from './testing/golden.js';
import { distance } from './regularizer.js';

describe('adam', () => {
  test('follows its definition over several steps', async () => {
    const gradients = [
      [0.5, -2, 1e-6],
      [0.1, -1, 3e-6],
      [-0.4, 2, -1e-6],
    ];
    let state = { p: [1, 2, 3], m: [0, 0, 0], v: [0, 0, 0] };
    const expected = { p: [1, 2, 3], m: [0, 0, 0], v: [0, 0, 0] };
    for (const [t, g] of gradients.entries()) {
      const vector = (data: number[]) => ({ shape: [3], data });
      const result = await run(
        (_, e) => {
          const { parameter, state: next } = adam().update({
            parameter: e.p!,
            gradient: e.g!,
            state: [e.m!, e.v!],
            learningRate: e.rate!,
            step: e.step!,
          });
          return { np: parameter, nm: next[0]!, nv: next[1]! };
        },
        {
          p: vector(state.p),
          g: vector(g),
          m: vector(state.m),
          v: vector(state.v),
          rate: { shape: [], data: [0.05] },
          step: { shape: [], data: [t + 1] },
        },
      );
      state = { p: [...result.np!], m: [...result.nm!], v: [...result.nv!] };
      g.forEach((gi, i) => {
        expected.m[i] = 0.9 * expected.m[i]! + 0.1 * gi;
        expected.v[i] = 0.999 * expected.v[i]! + 0.001 * gi * gi;
        const m = expected.m[i] / (1 - 0.9 ** (t + 1));
        const v = expected.v[i] / (1 - 0.999 ** (t + 1));
        expected.p[i]! -= (0.05 * m) / (Math.sqrt(v) + 1e-8);
      });
      state.p.forEach((p, i) => expect(p).toBeCloseTo(expected.p[i]!, 5));
    }
  });
});

test('gradient descent steps against the gradient', async () => {
  const { next } = await run(
    (_, e) => ({
      next: sgd().update({ parameter: e.p!, gradient: e.g!, state: [], learningRate: e.rate!, step: e.rate! })
        .parameter,
    }),
    { p: { shape: [2], data: [1, 2] }, g: { shape: [2], data: [0.5, -1] }, rate: { shape: [], data: [0.2] } },
  );
  expect([...next!]).toEqual([expect.closeTo(0.9, 6), expect.closeTo(2.2, 6)]);
});

describe('distance', () => {
  const at = async (image: number[], seed: number[]): Promise<number> => {
    const shape = [1, 2, 1, 2];
    const { d } = await run((_, e) => ({ d: distance(e.a!, e.b!) }), {
      a: { shape, data: image },
      b: { shape, data: seed },
    });
    return d![0]!;
  };
  const seed = [3, 0, 4, 1];

  test('is the mean over positions of the L2 distance over channels', async () => {
    expect(await at([3, 3, 4, 5], seed)).toBeCloseTo((0 + 5) / 2, 3);
  });

  test('is a small, stated fraction of the seed’s norm at the seed itself', async () => {
    expect(await at(seed, seed)).toBeCloseTo(1e-4 * Math.sqrt((25 + 1) / 2), 7);
  });
});
