import { expect, test } from 'vitest';
import { evaluate } from './evaluate.js';
import { Builder } from './expression.js';
import { gradient } from './gradient.js';
import { finish } from './passes.js';
import { Tensor } from './tensor.js';

test('a detached value counts as a constant, and what does not pass through it still has its gradient', () => {
  const b = new Builder();
  const x = b.input('x', 'float64', [2]);
  // x · x² with the square held fixed: its derivative is x², not 3 x²
  const value = x.mul(x.square().detach()).sum();
  b.output(value, 'value');
  b.output(gradient(b, value, [x])[0]!, 'gradient');
  b.output(gradient(b, x.detach().sum(), [x])[0]!, 'nothing');
  const result = evaluate(finish(b), { x: Tensor.of('float64', [2], [2, -3]) });
  expect([...result.value!.numbers]).toEqual([8 - 27]);
  expect([...result.gradient!.numbers]).toEqual([4, 9]);
  expect([...result.nothing!.numbers]).toEqual([0, 0]);
});
