// Optimizers take PyTorch's steps, go through JSON and short forms, and are refused where they cannot be.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Description } from '../declaration/declare.js';
import { type Optimizer, adam, nadam, optimizers, sgd } from './index.js';
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
  const optimizer = optimizers.read(description);

  test("takes PyTorch's steps in float64", async () => {
    const own = await trajectory(optimizer, (build, arrays) => Promise.resolve(runExactly(build, arrays)));
    expect(difference(own, points)).toBeLessThan(1e-9);
  });

  test("takes PyTorch's steps in the runtime", async () => {
    // 1 − 0.999 has four digits in float32, which Adam's first steps feel
    expect(difference(await trajectory(optimizer, run), points)).toBeLessThan(2e-6);
  });

  test('goes through JSON and comes back', () => {
    const again = optimizers.read(JSON.parse(JSON.stringify(optimizer.description)));
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
    expect([...new Set(covered)].sort()).toEqual([...optimizers.names].sort());
  });

  test.each<[unknown, string]>([
    [null, 'optimizer is null; it should be an object, like {"name": "adam"}'],
    [{ name: 'adamw' }, 'optimizer.name is "adamw"; it should be one of adam, nadam, sgd'],
    [{ name: 'toString' }, 'optimizer.name is "toString"'],
    [{ name: 'adam', momentum: 0.9 }, 'has "momentum", which it does not know; it has betas, epsilon'],
    [{ name: 'adam', betas: 0.9 }, 'optimizer.betas is 0.9; it should be two numbers'],
    [{ name: 'adam', betas: [0.9, 1] }, 'optimizer.betas[1] is 1; it should be a number in [0, 1)'],
    [{ name: 'adam', epsilon: -1 }, 'optimizer.epsilon is -1; it should be a number, 0 or more'],
    [{ name: 'nadam', betas: [0.99999, 0.9] }, 'the first beta of nadam must be at most 0.9999'],
    [{ name: 'nadam', momentumDecay: -1 }, 'optimizer.momentumDecay is -1; it should be a number, 0 or more'],
    [{ name: 'sgd', momentum: 1 }, 'optimizer.momentum is 1; it should be a number in [0, 1)'],
    [{ name: 'sgd', momentum: '0.9' }, 'optimizer.momentum is "0.9"'],
    [{ name: 'sgd', nesterov: 1 }, 'it should be true or false'],
    [{ name: 'sgd', nesterov: true }, 'nesterov needs a momentum above 0'],
  ])('that cannot be used are refused: %j', (json, message) => {
    expect(() => optimizers.read(json)).toThrow(FaccentError);
    expect(() => optimizers.read(json)).toThrow(message);
  });

  test.each<[() => Optimizer, string]>([
    [() => adam({ betas: [NaN, 0.9] }), 'adam.betas[0] is NaN; it should be a number in [0, 1)'],
    [() => adam({ epsilon: Infinity }), 'adam.epsilon is Infinity; it should be a number, 0 or more'],
    [() => nadam({ momentumDecay: -1 }), 'nadam.momentumDecay is -1'],
    [() => sgd({ momentum: -0.1 }), 'sgd.momentum is -0.1'],
  ])('that a program makes are refused too: %s', (make, message) => {
    expect(make).toThrow(FaccentError);
    expect(make).toThrow(message);
  });
});

describe('an optimizer as text', () => {
  test.each<[string, object]>([
    ['adam', { name: 'adam' }],
    ['adam:0.5:0.99', { name: 'adam', betas: [0.5, 0.99] }],
    ['nadam:0.5:0.99:1e-6', { name: 'nadam', betas: [0.5, 0.99], epsilon: 1e-6 }],
    ['sgd', { name: 'sgd' }],
    ['sgd:0.9', { name: 'sgd', momentum: 0.9 }],
    ['{"name": "nadam", "momentumDecay": 0.01}', { name: 'nadam', momentumDecay: 0.01 }],
  ])('%s', (text, description) => {
    expect(optimizers.parse(text).description).toEqual(description);
  });

  test('by every name', () => {
    for (const name of optimizers.names) expect(optimizers.parse(name).name).toBe(name);
  });

  test.each<[string, string]>([
    ['', 'there is no optimizer ""; there are adam[:BETA1:BETA2[:EPSILON]], nadam'],
    ['Adam', 'there is no optimizer "Adam"'],
    ['constructor', 'there is no optimizer "constructor"'],
    ['adam:0.9', '"adam:0.9" should be written adam[:BETA1:BETA2[:EPSILON]]'],
    ['adam:0.9:2', 'optimizer.betas[1] is 2; it should be a number in [0, 1)'],
    ['sgd:much', 'optimizer.momentum is "much"; it should be a number in [0, 1)'],
    ['sgd:', 'optimizer.momentum is ""'],
    ['{"name": "sgd"', 'is not JSON'],
  ])('%j is refused', (text, message) => {
    expect(() => optimizers.parse(text)).toThrow(FaccentError);
    expect(() => optimizers.parse(text)).toThrow(message);
  });
});
