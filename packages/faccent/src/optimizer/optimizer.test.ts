import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Description } from '../declaration/json.js';
import { type Optimizer, nadam, optimizerFrom, optimizerNames } from './optimizer.js';
import { distance } from '../regularizer/regularizer.js';
import { fixture, run, runExactly } from '../testing/golden.js';

interface Golden {
  learningRate: number;
  start: number[];
  gradients: number[][];
  optimizers: { description: Description; points: number[][] }[];
}

const golden = fixture<Golden>('optimizers.json');

/** One step's graph, and what it is fed. */
type Step = (
  build: Parameters<typeof run>[0],
  arrays: Parameters<typeof run>[1],
) => Promise<Record<string, ArrayLike<number>>>;

/** The golden steps, one by one: the parameters after each. */
async function trajectory(optimizer: Optimizer, take: Step): Promise<number[][]> {
  const vector = (data: ArrayLike<number>) => ({ shape: [data.length], data });
  let parameter: ArrayLike<number> = golden.start;
  let state: ArrayLike<number>[] = optimizer.state.map(() => golden.start.map(() => 0));
  const points: number[][] = [];
  for (const [t, gradient] of golden.gradients.entries()) {
    const result = await take(
      (_, e) => {
        const next = optimizer.update({
          parameter: e.parameter!,
          gradient: e.gradient!,
          state: optimizer.state.map((name) => e[name]!),
          learningRate: e.rate!,
          step: e.step!,
        });
        return {
          moved: next.parameter,
          ...Object.fromEntries(optimizer.state.map((name, i) => [`next.${name}`, next.state[i]!])),
        };
      },
      {
        parameter: vector(parameter),
        gradient: vector(gradient),
        ...Object.fromEntries(optimizer.state.map((name, i) => [name, vector(state[i]!)])),
        rate: { shape: [], data: [golden.learningRate] },
        step: { shape: [], data: [t + 1] },
      },
    );
    parameter = result.moved!;
    state = optimizer.state.map((name) => result[`next.${name}`]!);
    points.push(Array.from(parameter));
  }
  return points;
}

/** Largest difference, of numbers above 1 relative to them. */
const difference = (a: number[][], b: number[][]): number =>
  Math.max(...b.flatMap((row, t) => row.map((v, i) => Math.abs(a[t]![i]! - v) / Math.max(1, Math.abs(v)))));

describe.each(golden.optimizers)('$description', ({ description, points }) => {
  const optimizer = optimizerFrom(description);

  test("takes PyTorch's steps in float64", async () => {
    const own = await trajectory(optimizer, (build, arrays) => Promise.resolve(runExactly(build, arrays)));
    expect(difference(own, points)).toBeLessThan(1e-9);
  });

  test("takes PyTorch's steps in the runtime", async () => {
    // 1 − 0.999 has four digits in float32, which Adam's first steps feel
    expect(difference(await trajectory(optimizer, run), points)).toBeLessThan(2e-6);
  });

  test('goes through JSON and comes back', () => {
    const again = optimizerFrom(JSON.parse(JSON.stringify(optimizer.description)));
    expect(again.description).toEqual(description);
    expect([again.name, again.state]).toEqual([optimizer.name, optimizer.state]);
  });
});

test('nadam goes on after its table of products ends', async () => {
  const at = async (step: number): Promise<number> => {
    const { moved } = await run(
      (_, e) => ({
        moved: nadam().update({
          parameter: e.p!,
          gradient: e.g!,
          state: [e.m!, e.v!],
          learningRate: e.rate!,
          step: e.step!,
        }).parameter,
      }),
      Object.fromEntries(
        Object.entries({ p: 0, g: 1, m: 1, v: 1, rate: 1, step }).map(([name, x]) => [
          name,
          { shape: [], data: [x] },
        ]),
      ),
    );
    return moved![0]!;
  };
  // of a gradient that is always 1, with moments that have settled: −(1 − μ) − μ′
  const momentum = (step: number): number => 0.9 * (1 - 0.5 * 0.96 ** (step * 4e-3));
  for (const step of [20000, 1e6]) {
    expect(await at(step)).toBeCloseTo(-(1 - momentum(step)) - momentum(step + 1), 6);
  }
});

describe('optimizers', () => {
  test('all have golden steps', () => {
    const covered = golden.optimizers.map((o) => o.description.name);
    expect([...new Set(covered)].sort()).toEqual([...optimizerNames].sort());
  });

  test.each<[unknown, string]>([
    [null, 'optimizer is null; it should be an object, like {"name": "adam"}'],
    [{ name: 'adamw' }, 'optimizer.name is "adamw"; it should be one of adam, nadam, sgd'],
    [{ name: 'toString' }, 'optimizer.name is "toString"'],
    [{ name: 'adam', momentum: 0.9 }, 'has "momentum", which it does not know; it has betas, epsilon'],
    [{ name: 'adam', betas: 0.9 }, 'optimizer.betas is 0.9; it should be two numbers'],
    [{ name: 'adam', betas: [0.9, 1] }, 'the betas must be two numbers in [0, 1), not 0.9, 1'],
    [{ name: 'adam', epsilon: -1 }, 'epsilon must be a number, 0 or more, not -1'],
    [{ name: 'nadam', betas: [0.99999, 0.9] }, 'the first beta of nadam must be at most 0.9999'],
    [{ name: 'nadam', momentumDecay: -1 }, 'the momentum decay must be a number, 0 or more'],
    [{ name: 'sgd', momentum: 1 }, 'the momentum must be in [0, 1), not 1'],
    [{ name: 'sgd', momentum: '0.9' }, 'optimizer.momentum is "0.9"'],
    [{ name: 'sgd', nesterov: 1 }, 'it should be true or false'],
    [{ name: 'sgd', nesterov: true }, 'nesterov needs a momentum above 0'],
  ])('that cannot be used are refused: %j', (json, message) => {
    expect(() => optimizerFrom(json)).toThrow(FaccentError);
    expect(() => optimizerFrom(json)).toThrow(message);
  });
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
