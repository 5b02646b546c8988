// The noise of views is the same rows of the pool to the bit, with int64 arithmetic and without.
import { PORTABLE } from 'onnx-grad';
import { expect, test } from 'vitest';
import { run } from '../testing/golden.js';
import { POOL_ROWS, noiseViews } from './noise-pool.js';

test.each([5, 160, 1366])('on a canvas of %i rows', async (height) => {
  const [length, planes] = [POOL_ROWS * height, 3];
  const firsts = [0, 1, height - 1, 2 * height, length - planes * height, length - 2, length - 1];
  const arrays = {
    pool: { shape: [length, 2], data: Array.from({ length: 2 * length }, (_, i) => i) },
    first: { shape: [firsts.length], data: firsts },
  };
  const noise = async (integers: boolean) => {
    const found = await run(
      (_, { pool, first }) => ({
        noise: noiseViews(pool!, first!.cast('int64'), { canvas: [height, 2], view: [4, 4] }, planes),
      }),
      arrays,
      { ...PORTABLE, integers },
    );
    return Array.from(found.noise!);
  };
  const expected = firsts.flatMap((first) =>
    Array.from({ length: planes * height }, (_, row) => (first + row) % length).flatMap((row) => [
      2 * row,
      2 * row + 1,
    ]),
  );
  expect(await noise(false)).toEqual(expected);
  expect(await noise(true)).toEqual(expected);
});
