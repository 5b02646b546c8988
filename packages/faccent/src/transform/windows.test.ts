// Windows of a resized crop hold every source pixel that their target pixels are made of, and cost less than the whole.
import { Builder, Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { run } from '../testing/golden.js';
import { type Span, interpolation } from './resize.js';
import { windowMatrices, windowsOf } from './windows.js';

const CASES = [
  [512, 224, 20, 1],
  [512, 224, 40, 16],
  [512, 160, 40, 16],
  [320, 96, 20, 1],
  [300, 299, 20, 1],
] as const;

/** Crops that are whole, as large as a view, of a few pixels, and at either end. */
const crops = (from: number, to: number): number[][] => [
  [0, from],
  [0, to],
  [from - to, to],
  [from - 1, 1],
  [7, 2],
  [Math.floor(from / 3), Math.floor(from / 2)],
  [1, from - 1],
];

describe.each(CASES)(
  'of %i pixels to %i, copying costs %i, %i pixels together',
  (from, to, copying, grain) => {
    const all = crops(from, to);
    const spans = { shape: [all.length, 2], data: all.flat() };
    const spanOf = (p: Record<string, Span['start']>): Span => {
      const column = (i: number): Span['start'] => p.spans!.slice(1, i, i + 1).reshape([all.length]);
      return { start: column(0), length: column(1) };
    };

    test.each(['ts', 'st'] as const)(
      'matrices in the order %s are the parts of the whole matrix',
      async (order) => {
        let shape: { count: number; targets: number; sources: number } | undefined;
        const { whole, parts, first } = await run(
          (_, p) => {
            const span = spanOf(p);
            const windows = windowsOf(span, from, to, copying, grain)!;
            shape = windows;
            return {
              whole: interpolation(span, from, to),
              parts: windowMatrices(span, to, windows, order),
              first: windows.first,
            };
          },
          { spans },
        );
        const { count, targets, sources } = shape!;
        const placed = new Float64Array(all.length * to * from);
        for (let n = 0; n < all.length; n++)
          for (let w = 0; w < count; w++) {
            const start = first![n * count + w]!;
            expect(start % grain).toBe(0);
            for (let t = 0; t < targets; t++)
              for (let s = 0; s < sources; s++) {
                const i = order === 'ts' ? t * sources + s : s * targets + t;
                placed[(n * to + w * targets + t) * from + start + s]! +=
                  parts![(n * count + w) * targets * sources + i]!;
              }
          }
        let largest = 0;
        placed.forEach((v, i) => (largest = Math.max(largest, Math.abs(v - whole![i]!))));
        expect(largest).toBeLessThan(1e-5);
      },
    );

    test('copy no more than twice the axis', () => {
      const b = new Builder();
      const span = spanOf({ spans: b.constant(Tensor.of('float32', spans.shape, spans.data)) });
      const { count, sources } = windowsOf(span, from, to, copying, grain)!;
      expect(count * sources).toBeLessThanOrEqual(2 * from);
    });
  },
);

test.each([
  ['an axis that grains do not divide', [500, 224, 40, 16]],
  ['a small axis, of which every window needs most', [64, 32, 40, 16]],
] as const)('there are none for %s', (_, [from, to, copying, grain]) => {
  const b = new Builder();
  const span = { start: b.input('start', 'float32', [2]), length: b.input('length', 'float32', [2]) };
  expect(windowsOf(span, from, to, copying, grain)).toBeUndefined();
});
