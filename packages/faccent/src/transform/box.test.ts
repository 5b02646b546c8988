// Boxes lie where they should, and their noise is what the method says: independent, and the same for image and seed.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { Random } from '../math/random.js';
import { maxDifference, run } from '../testing/golden.js';
import { box } from './box.js';
import type { Transform, ViewShape } from './transform.js';
import { whole } from './whole.js';

const shape: ViewShape = { canvas: [40, 48], view: [12, 16] };
const progress = { step: 0, steps: 1 };

/** Boxes of many draws: [y, x, height, width] in pixels. */
function drawn(transform: Transform, draws: number, random = new Random(1)): number[][] {
  return Array.from({ length: draws }, () => {
    const { boxes } = transform.draw(random, shape, progress);
    return Array.from({ length: transform.views }, (_, i) => [
      ...(boxes as Float32Array).subarray(4 * i, 4 * i + 4),
    ]);
  }).flat();
}

/** Views of images under one draw. The test runner feeds floats, so whole numbers are cast in the graph. */
async function viewsOf(
  transform: Transform,
  images: Record<string, number[]>,
  seed: number,
  at: ViewShape = shape,
) {
  const random = new Random(seed);
  const inputs = transform.inputs(at);
  const draws = { ...transform.prepare(random, at), ...transform.draw(random, at, progress) };
  const arrays = Object.entries(draws).map(([name, data]) => [
    name,
    { shape: inputs[name]!.dims, data: Array.from(data, Number) },
  ]);
  const pictures = Object.entries(images).map(([name, data]) => [
    name,
    { shape: [1, 3, ...at.canvas], data },
  ]);
  return run(
    (_, e) => {
      const drawn = Object.fromEntries(
        Object.entries(inputs).map(([name, { type }]) => [name, e[name]!.cast(type)]),
      );
      const views = transform.apply(drawn, at);
      return Object.fromEntries(Object.keys(images).map((name) => [`${name}Views`, views(e[name]!)]));
    },
    Object.fromEntries([...arrays, ...pictures]) as Parameters<typeof run>[1],
  );
}

describe('boxes', () => {
  const boxes = drawn(box({ views: 8 }), 250);

  test('lie within the canvas and hold at least one pixel', () => {
    for (const [y, x, h, w] of boxes) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(h).toBeGreaterThanOrEqual(1);
      expect(w).toBeGreaterThanOrEqual(1);
      expect(y! + h!).toBeLessThanOrEqual(shape.canvas[0]);
      expect(x! + w!).toBeLessThanOrEqual(shape.canvas[1]);
    }
  });

  test('have sides spread uniformly over the stated fractions, equal in fractions of the canvas', () => {
    const sides = boxes.map(([, , h]) => h! / shape.canvas[0]);
    const mean = sides.reduce((a, b) => a + b) / sides.length;
    expect(mean).toBeGreaterThan(0.62);
    expect(mean).toBeLessThan(0.67);
    expect(Math.min(...sides)).toBeGreaterThan(0.28);
    for (const [, , h, w] of boxes)
      expect(Math.abs(h! / shape.canvas[0] - w! / shape.canvas[1])).toBeLessThan(0.05);
  });

  test('follow the random seed', () => {
    expect(drawn(box(), 3, new Random(7))).toEqual(drawn(box(), 3, new Random(7)));
    expect(drawn(box(), 3, new Random(7))).not.toEqual(drawn(box(), 3, new Random(8)));
  });

  test('impossible options are refused', () => {
    expect(() => box({ views: 0 })).toThrow(FaccentError);
    expect(() => box({ views: 0 })).toThrow('box.views is 0; it should be a whole number, 1 or more');
    expect(() => box({ fraction: [0.5, 0.2] })).toThrow('0 < least ≤ most ≤ 1');
  });
});

describe('noise', () => {
  const area = shape.canvas[0] * shape.canvas[1];
  // a crop of the whole canvas at the canvas' own size leaves the noise as it is
  const exact: ViewShape = { canvas: shape.canvas, view: shape.canvas };
  const transform = box({ views: 4, fraction: [1, 1] });

  async function noiseOf(seed: number): Promise<Float32Array[]> {
    const black = new Array<number>(3 * area).fill(0);
    const { imageViews: views } = await viewsOf(transform, { image: black }, seed, exact);
    return Array.from({ length: 4 }, (_, i) => views!.subarray(i * 3 * area, (i + 1) * 3 * area));
  }

  test('has the stated variance and no correlation between pixels, channels or views', async () => {
    const views = await noiseOf(3);
    const mean = (f: (i: number) => number, n: number): number =>
      Array.from({ length: n }, (_, i) => f(i)).reduce((a, b) => a + b, 0) / n;
    const variance = 0.02 ** 2 + 0.02 ** 2 / 12;
    for (const v of views) {
      expect(mean((i) => v[i]! ** 2, v.length) / variance).toBeGreaterThan(0.93);
      expect(mean((i) => v[i]! ** 2, v.length) / variance).toBeLessThan(1.07);
      for (const lag of [1, shape.canvas[1], area]) {
        expect(Math.abs(mean((i) => v[i]! * v[i + lag]!, v.length - lag)) / variance).toBeLessThan(0.07);
      }
    }
    expect(Math.abs(mean((i) => views[0]![i]! * views[1]![i]!, views[0]!.length)) / variance).toBeLessThan(
      0.07,
    );
  });

  test('is the same for an image and its seed', async () => {
    const image = Array.from({ length: 3 * area }, (_, i) => (i % 7) / 7);
    const { aViews, bViews } = await viewsOf(box({ views: 4 }), { a: image, b: image }, 5);
    expect(maxDifference(aViews!, bViews!)).toBe(0);
  });
});

test('the whole canvas is one view without noise', async () => {
  const flat = new Array<number>(3 * shape.canvas[0] * shape.canvas[1]).fill(0.25);
  const { aViews } = await viewsOf(whole(), { a: flat }, 1);
  expect(aViews!.length).toBe(3 * shape.view[0] * shape.view[1]);
  expect(
    maxDifference(
      aViews!,
      aViews!.map(() => 0.25),
    ),
  ).toBeLessThan(1e-6);
});
