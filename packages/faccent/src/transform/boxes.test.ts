// Boxes about the middle and boxes that shrink over a run are drawn as stated, and cut as those of `box`.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { maxDifference, noise } from '../testing/golden.js';
import { drawOf, gradientError, viewsOf } from '../testing/views.js';
import { box } from './box.js';
import { centreBox } from './centre-box.js';
import type { Progress, Transform, ViewShape } from './transform.js';
import { zoomBox } from './zoom-box.js';

const shape: ViewShape = { canvas: [400, 300], view: [12, 16] };

/** Boxes of one draw as [y, x, height, width] in fractions of the canvas. */
function boxesOf(transform: Transform, progress?: Progress, { canvas } = shape): number[][] {
  const { boxes } = drawOf(transform, { canvas, view: [4, 4] }, { progress });
  return Array.from({ length: transform.views }, (_, i) =>
    boxes!.slice(4 * i, 4 * i + 4).map((v, k) => v / canvas[(k % 2) as 0 | 1]),
  );
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

describe('centre boxes', () => {
  test('have the stated sides', () => {
    const sides = boxesOf(centreBox({ views: 4000, fraction: [0.2, 0.6] })).map(([, , h]) => h!);
    expect(Math.min(...sides)).toBeGreaterThan(0.19);
    expect(Math.max(...sides)).toBeLessThan(0.61);
    expect(mean(sides)).toBeCloseTo(0.4, 2);
  });

  test.each([0.05, 0.1])('have centres of deviation %d about the middle, where they fit', (stated) => {
    const boxes = boxesOf(centreBox({ views: 4000, fraction: [0.1, 0.2], deviation: stated }));
    for (const k of [0, 1]) {
      const centres = boxes.map((b) => b[k]! + b[k + 2]! / 2);
      expect(Math.abs(mean(centres) - 0.5)).toBeLessThan(0.01);
      expect(deviation(centres) / stated).toBeCloseTo(1, 1);
    }
  });

  test.each([[[7, 5]], [[1, 1]], [[13, 40]]] as const)('stay within a canvas of %j', (canvas) => {
    const boxes = boxesOf(
      centreBox({ views: 500, fraction: [0.01, 1], deviation: 3 }),
      { step: 0, steps: 1 },
      { ...shape, canvas },
    );
    for (const [y, x, h, w] of boxes) {
      expect(Math.min(y!, x!)).toBeGreaterThanOrEqual(0);
      expect(Math.min(h! * canvas[0], w! * canvas[1])).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(Math.max(y! + h!, x! + w!)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });
});

describe('the zoom schedule', () => {
  const bounds = (step: number, steps: number): readonly [number, number] => {
    const sides = boxesOf(zoomBox({ views: 4000 }), { step, steps }).map(([, , h]) => h!);
    return [Math.min(...sides), Math.max(...sides)];
  };

  test.each([
    [0, 101, 0.7],
    [50, 101, 0.375],
    [100, 101, 0.05],
    [0, 1, 0.7],
  ])('at step %d of %d draws sides from %d on', (step, steps, least) => {
    const [low, high] = bounds(step, steps);
    expect(low).toBeCloseTo(least, 2);
    expect(high).toBeCloseTo(0.99, 2);
  });

  test('keeps one side where both bounds are the same', () => {
    const transform = zoomBox({ least: [0.3, 0.3], most: 0.3 });
    for (let step = 0; step < 7; step++)
      for (const [, , h] of boxesOf(transform, { step, steps: 7 })) expect(h).toBeCloseTo(0.3, 2);
  });
});

describe.each([
  ['centreBox', (views: number) => centreBox({ views })],
  ['zoomBox', (views: number) => zoomBox({ views })],
])('%s', (_, make) => {
  const small: ViewShape = { canvas: [11, 7], view: [5, 4] };
  test('gives the views that box gives for its boxes', async () => {
    const draws = drawOf(make(3), small);
    const image = noise(3 * 77);
    const [own, boxed] = [
      await viewsOf(make(3), small, { image }, draws),
      await viewsOf(box({ views: 3 }), small, { image }, draws),
    ];
    expect(maxDifference(own.image!, boxed.image!)).toBe(0);
    expect(gradientError(make(3), small)).toBeLessThan(1e-5);
  });

  test('follows the random seed', () => {
    expect(drawOf(make(3), small, { seed: 4 })).toEqual(drawOf(make(3), small, { seed: 4 }));
    expect(drawOf(make(3), small, { seed: 4 })).not.toEqual(drawOf(make(3), small, { seed: 5 }));
  });
});

test.each<[() => unknown, string]>([
  [() => centreBox({ deviation: -0.1 }), 'centreBox.deviation is -0.1; it should be a number, 0 or more'],
  [() => centreBox({ fraction: [0, 1] }), '0 < least ≤ most ≤ 1'],
  [() => centreBox({ views: 1.5 }), 'centreBox.views is 1.5; it should be a whole number, 1 or more'],
  [() => zoomBox({ least: [0, 0.5] }), 'not least 0, 0.5 and most 0.99'],
  [() => zoomBox({ least: [0.5, 0.6], most: 0.55 }), 'zoom sides'],
  [() => zoomBox({ most: 1.1 }), 'most 1.1'],
  [() => zoomBox({ least: [NaN, 0.5] }), 'zoomBox.least[0] is NaN; it should be a finite number'],
  [() => zoomBox({ views: 0 }), 'zoomBox.views is 0; it should be a whole number, 1 or more'],
])('impossible options are refused: %#', (make, message) => {
  expect(make).toThrow(FaccentError);
  expect(make).toThrow(message);
});
