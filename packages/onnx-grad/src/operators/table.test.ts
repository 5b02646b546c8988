// Proves that no operator is without a case, no gradient rule unchecked, and no trait declared that does not hold.
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { evaluate } from '../graph/evaluate.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { applyCase, feedsOf } from '../testing/case-graphs.js';
import type { OperatorCase } from '../testing/cases/case.js';
import { CASES, VALUE_CASES } from '../testing/cases/index.js';
import { broadcastStrides, walk } from './arrays.js';
import { operators } from './index.js';
import { type Operator, isComposite } from './operator.js';

const ALL = [...CASES, ...VALUE_CASES];
const differentiated = new Set(CASES.map((c) => c.operator));
const entries = Object.entries(operators);

/** Operators for which something holds. */
const named = (holds: (operator: Operator) => unknown): string[] =>
  entries.filter(([, operator]) => holds(operator)).map(([name]) => name);

describe('the table', () => {
  test('has no operator without a case', () => {
    const cases = new Set(ALL.map((c) => c.operator));
    expect(named(() => true).filter((name) => !cases.has(name))).toEqual([]);
  });

  test('has no gradient rule that is not checked against central differences', () => {
    const rules = named((o) => !o.straightThrough && (isComposite(o) || o.gradient !== 'stops'));
    expect(rules.filter((name) => !differentiated.has(name))).toEqual([]);
  });

  test('says of no operator with a gradient case that none passes, or that it is not its own', () => {
    const without = named((o) => o.straightThrough ?? (!isComposite(o) && o.gradient === 'stops'));
    expect(without.filter((name) => differentiated.has(name))).toEqual([]);
  });
});

type Feeds = Record<string, Tensor>;

/** Values of a case's outputs at given inputs. */
function outputsOf(c: OperatorCase, feeds: Feeds): Tensor[] {
  const b = new Builder();
  const { outputs } = applyCase(b, c, 'float64');
  outputs.forEach((y) => b.graph.outputs.push(y.name));
  return Object.values(evaluate(b.graph, feeds));
}

/** The same with one element moved. */
function moved(feeds: Feeds, name: string, index: number): Feeds {
  const x = feeds[name]!;
  const numbers = Float64Array.from(x.numbers);
  numbers[index]! += 0.37;
  return { ...feeds, [name]: Tensor.of(x.type, x.dims, numbers) };
}

/** Cases of operators that declare a trait, with what they make. */
const declaring = (declares: (operator: Operator) => unknown): OperatorCase[] =>
  ALL.filter((c) => declares(operators[c.operator]!));

/** Index of the element of the output that each element of a broadcast input goes to, by the output's index. */
function sources(dims: readonly number[], to: readonly number[]): number[] {
  const from: number[] = [];
  walk(to, [broadcastStrides(dims, to)], (i, [offset]) => (from[i] = offset!));
  return from;
}

describe('what is declared', () => {
  test.each(declaring((o) => o.elementwise))('elementwise: $title', (c) => {
    const feeds = feedsOf(c, 'float64');
    const [before] = outputsOf(c, feeds) as [Tensor];
    for (const [name, x] of Object.entries(feeds)) {
      const from = sources(x.dims, before.dims);
      for (let k = 0; k < x.size; k++) {
        const [after] = outputsOf(c, moved(feeds, name, k)) as [Tensor];
        expect(after.dims).toEqual(before.dims);
        after.numbers.forEach((v, i) => from[i] !== k && expect(v).toBe(before.numbers[i]));
      }
    }
  });

  test.each(declaring((o) => o.channelwise).filter((c) => c.inputs[0]!.dims.length > 1))(
    'channelwise: $title',
    (c) => {
      const feeds = feedsOf(c, 'float64');
      const x = feeds.x0!;
      const [before] = outputsOf(c, feeds) as [Tensor];
      const channel = (dims: readonly number[], i: number): number =>
        Math.floor(i / sizeOf(dims.slice(2))) % dims[1]!;
      expect(before.dims[1]).toBe(x.dims[1]);
      for (let k = 0; k < x.size; k++) {
        const [after] = outputsOf(c, moved(feeds, 'x0', k)) as [Tensor];
        after.numbers.forEach(
          (v, i) => channel(before.dims, i) !== channel(x.dims, k) && expect(v).toBe(before.numbers[i]),
        );
      }
    },
  );

  test.each(declaring((o) => o.rectified))('rectified: $title', (c) => {
    const makes = operators[c.operator]!.rectified === 'makes';
    const joins = operators[c.operator]!.rectified === 'joins';
    const feeds = Object.fromEntries(
      Object.entries(feedsOf(c, 'float64')).map(([name, x]) => [
        name,
        makes || !(joins || name === 'x0')
          ? x
          : Tensor.of(
              x.type,
              x.dims,
              x.numbers.map((v) => Math.max(0, v)),
            ),
      ]),
    );
    const [y] = outputsOf(c, feeds) as [Tensor];
    expect(Math.min(...y.numbers)).toBeGreaterThanOrEqual(0);
  });

  test.each(declaring((o) => o.channels === 'second'))('channels second: $title', (c) => {
    const [y] = outputsOf(c, feedsOf(c, 'float64')) as [Tensor];
    expect(y.dims.length).toBeGreaterThan(1);
    expect(y.dims[0]).toBe(c.inputs[0]!.dims[0]);
  });

  test.each(declaring((o) => o.readsShapesAlone))('reads shapes alone: $title', (c) => {
    const feeds = feedsOf(c, 'float64');
    const zeros = Object.fromEntries(
      Object.entries(feeds).map(([name, x]) => [name, Tensor.of(x.type, x.dims, new Float64Array(x.size))]),
    );
    expect(outputsOf(c, zeros).map((y) => [...y.numbers])).toEqual(
      outputsOf(c, feeds).map((y) => [...y.numbers]),
    );
  });

  test('a product counts what one element of it sums', () => {
    const counted = named((o) => 'multiplications' in o);
    expect(counted.sort()).toEqual(['Conv', 'Gemm', 'MatMul']);
  });

  test('an operator set is one that can be read', () => {
    for (const { since } of Object.values(operators))
      if (since !== undefined) expect(since).toBeGreaterThan(7);
  });
});
