// Several whole images at once have the views and gradients that each has alone.
import { PORTABLE, gradient } from 'onnx-grad';
import { expect, test } from 'vitest';
import { noise, relativeError, run } from '../testing/golden.js';
import { whole } from './whole.js';

/** Large enough that rows are copied window by window, where they are copied. */
const shape = { canvas: [128, 96], view: [64, 64] } as const;
const length = 3 * shape.canvas[0] * shape.canvas[1];
const images = Array.from({ length: 3 }, (_, i) => noise(length, i));

test.each([false, true])(
  'several images have the views and gradients of each (rows copied: %s)',
  async (copiesRows) => {
    const views = (...shown: ArrayLike<number>[]) =>
      run(
        (b, { image, weight }) => {
          const output = whole().apply({}, shape)(image!);
          return { output, gradient: gradient(b, output.mul(weight!).sum(), [image!])[0]! };
        },
        {
          image: {
            shape: [shown.length, 3, ...shape.canvas],
            data: shown.flatMap((data) => [...Array.from(data)]),
          },
          weight: { shape: [1, 3, ...shape.view], data: noise(3 * shape.view[0] * shape.view[1], 9) },
        },
        { ...PORTABLE, copiesRows },
      );
    const together = await views(...images);
    const alone = await Promise.all(images.map((image) => views(image)));
    for (const name of ['output', 'gradient'] as const) {
      expect(together[name]!.length).toBeGreaterThan(0);
      expect(
        relativeError(
          together[name]!,
          alone.flatMap((one) => [...one[name]!]),
        ),
      ).toBeLessThan(1e-5);
    }
  },
);
