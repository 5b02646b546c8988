// Proves that objectives and numbers combine to what arithmetic says, and that what cannot be combined is refused.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { evaluate, layers } from '../testing/objectives.js';
import { type Term, add, channel, divide, diversity, multiply, negate, neuron, subtract } from './index.js';
import type { Objective } from './objective.js';

describe('algebra', () => {
  const [one, other] = [channel({ layer: 'a', unit: 2, item: 0 }), neuron({ layer: 'l', unit: 0 })];
  const third = channel({ layer: 'l', unit: 5 });
  test('adds, subtracts, multiplies and divides objectives and numbers', async () => {
    const [x, y] = [(await evaluate(one)).value, (await evaluate(third)).value];
    const values = async (objective: Objective) => (await evaluate(objective)).value;
    expect(await values(add(one, third, 2, one))).toBeCloseTo(2 * x + y + 2, 5);
    expect(await values(subtract(1, third))).toBeCloseTo(1 - y, 5);
    expect(await values(multiply(one, third, 3))).toBeCloseTo(3 * x * y, 5);
    expect(await values(divide(one, third))).toBeCloseTo(x / y, 5);
    expect(await values(divide(2, add(third, negate(one))))).toBeCloseTo(2 / (y - x), 4);
  });
  test('names every layer once, and every input apart', () => {
    const sum = add(one, multiply(2, one), third, other);
    expect(sum.layers).toEqual(['a', 'l']);
    const names = Object.keys(add(one, multiply(2, one)).inputs(() => layers.a!.shape));
    expect(names).toEqual(['0.direction', '1.0.number', '1.1.direction']);
  });
  test('refuses numbers alone, numbers that are not finite, and a division by 0', () => {
    expect(() => add(1, 2)).toThrow('needs an objective');
    expect(() => multiply()).toThrow(FaccentError);
    expect(() => multiply(NaN, one)).toThrow('multiply.terms[0] is NaN; it should be a finite number');
    expect(() => divide(one, 0)).toThrow('divided by 0');
    expect(() => negate(1 as never)).toThrow('needs an objective');
  });
  test('refuses what is no term, and more terms than a description may have', () => {
    expect(() => add(one, 'a:1' as never)).toThrow(
      'add.terms[1] is "a:1"; it should be an objective or a number',
    );
    expect(() => subtract(one, undefined as never)).toThrow('subtract.terms[1] is missing');
    expect(add(...Array<Term>(1000).fill(one)).layers).toEqual(['a']);
    expect(() => add(...Array<Term>(1001).fill(one))).toThrow('a list of 1 to 1000 objectives or numbers');
  });
  test.each<[string, Objective, boolean]>([
    ['a sum', add(one, 2, third), true],
    ['a difference', subtract(2, one), true],
    ['a negative', negate(one), true],
    ['an objective times numbers', multiply(one, 2, 3), true],
    ['an objective over a number', divide(one, 4), true],
    ['a number times an objective', multiply(2, one), false],
    ['a number over an objective', divide(4, one), false],
    ['a product of objectives', multiply(one, one), false],
    ['a quotient of objectives', divide(one, third), false],
    ['a sum with what is no mean', add(one, diversity({ layer: 'a' })), false],
    ['a multiple of what is no mean', multiply(diversity({ layer: 'a' }), 2), false],
  ])('knows whether %s is a mean over views', (_, objective, expected) => {
    expect(objective.meanOverViews).toBe(expected);
  });
});
