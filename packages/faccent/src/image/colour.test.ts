// Colours are decorrelated by the authors’ numbers, and back.
import { expect, test } from 'vitest';
import { COLOUR_CORRELATION, correlate, decorrelate, logit } from './colour.js';
import { type GoldenArray, fixture, relativeError, run, runExactly } from '../testing/golden.js';

const golden = fixture<{
  image: GoldenArray;
  decorrelated: GoldenArray;
  recorrelated: GoldenArray;
  matrix: GoldenArray;
}>('colour.json');

test('the matrix is the authors’', () => {
  expect(relativeError(COLOUR_CORRELATION.flat(), golden.matrix.data)).toBeLessThan(1e-7);
});

test('decorrelation and its inverse match the golden numbers', async () => {
  const { decorrelated, recorrelated, back } = await run(
    (_, { image }) => {
      const d = decorrelate(image!);
      return { decorrelated: d, recorrelated: correlate(image!), back: correlate(d) };
    },
    { image: golden.image },
  );
  expect(relativeError(decorrelated!, golden.decorrelated.data)).toBeLessThan(1e-5);
  expect(relativeError(recorrelated!, golden.recorrelated.data)).toBeLessThan(1e-5);
  expect(relativeError(back!, golden.image.data)).toBeLessThan(1e-5);
});

test('the logit is clamped and inverts the sigmoid', () => {
  const { y, back } = runExactly((_, { x }) => ({ y: logit(x!), back: logit(x!).sigmoid() }), {
    x: { shape: [4], data: [0, 0.25, 0.5, 1] },
  });
  expect(y![0]).toBeCloseTo(Math.log(1e-6 / (1 - 1e-6)), 9);
  expect(back![1]).toBeCloseTo(0.25, 12);
  expect(y![2]).toBeCloseTo(0, 12);
  expect(y![3]).toBeCloseTo(-y![0]!, 6);
});
