// Proves that a model's own functions are inlined.
import { expect, test } from 'vitest';
import { func, node } from '../testing/models.js';
import { floats, run, simple } from '../testing/run.js';

const x = floats([2, 3], 1, -2, 3, 4, 5, -6);

test('functions are inlined, with their attributes', () => {
  const scaled = func(
    'own',
    'Leak',
    ['a'],
    ['b'],
    [node('LeakyRelu', ['a'], ['t'], { alpha: { ref: 'slope' } }), node('Neg', ['t'], ['b'])],
  );
  const bytes = simple({
    domains: { own: 1 },
    functions: [
      scaled,
      func(
        'own',
        'Twice',
        ['a'],
        ['b'],
        [node('Leak', ['a'], ['t'], { slope: { float: 0.5 } }, 'own'), node('Add', ['t', 't'], ['b'])],
      ),
    ],
    node: [node('Twice', ['x'], ['y'], {}, 'own')],
  });
  expect([...run(bytes, { x }).y!.numbers]).toEqual([-2, 2, -6, -8, -10, 6]);
});
