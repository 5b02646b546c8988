// Proves that a layout is the same each time, puts what is alike together, and takes in outliers as numpy's percentiles say.
import { expect, test } from 'vitest';
import { Random } from '../../math/random.js';
import { layOut, withinSquare } from './layout.js';
import type { Points } from './points.js';

const GROUPS = 3;

/** Few rounds will do. */
const quick = { epochs: 40 };

/** Points around three directions that are far from each other, in turn. */
function groups(count: number, channels = 12): Points {
  const random = new Random(5);
  const data = new Float32Array(count * channels);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < channels; c++)
      data[i * channels + c] = (c % GROUPS === i % GROUPS ? 1 : 0) * (1 + i / count) + random.normal(0.1);
  return { channels, data };
}

/** The mean distance of points from the middle of their group, and the least between two middles. */
function apart(plane: Float64Array): { within: number; between: number } {
  const middles = Array.from({ length: GROUPS }, (_, g) =>
    [0, 1].map((axis) => {
      const own = plane.filter((_, k) => k % 2 === axis && (k >> 1) % GROUPS === g);
      return own.reduce((a, b) => a + b) / own.length;
    }),
  );
  const distance = ([a, b]: number[], [c, d]: number[]): number => Math.hypot(a! - c!, b! - d!);
  const count = plane.length / 2;
  let within = 0;
  for (let i = 0; i < count; i++)
    within += distance([plane[2 * i]!, plane[2 * i + 1]!], middles[i % GROUPS]!) / count;
  const pairs = [0, 1, 2].map((g) => distance(middles[g]!, middles[(g + 1) % GROUPS]!));
  return { within, between: Math.min(...pairs) };
}

test('what is alike lies together, the same each time, and otherwise by another seed', async () => {
  const points = groups(90);
  const plane = await layOut(points, quick);
  const { within, between } = apart(plane);
  expect(between).toBeGreaterThan(2 * within);
  expect(await layOut(points, quick)).toEqual(plane);
  expect(await layOut(points, { ...quick, randomSeed: 1 })).not.toEqual(plane);
});

test('of many points the first are laid out, and others lie among those that they are like', async () => {
  const points = groups(120);
  const plane = await layOut(points, { ...quick, most: 60 });
  const first = await layOut({ channels: 12, data: points.data.slice(0, 60 * 12) }, quick);
  expect(plane.slice(0, 120)).toEqual(first);
  const { within, between } = apart(plane.slice(120));
  expect(between).toBeGreaterThan(2 * within);
});

test('few points, equal ones and silent ones can be laid out; fewer than 8 are no map', async () => {
  for (const data of [
    Float32Array.from({ length: 8 * 3 }, (_, i) => i % 5),
    new Float32Array(9 * 3),
    new Float32Array(9 * 3).fill(1),
  ]) {
    const plane = withinSquare(await layOut({ channels: 3, data }, quick));
    expect(Array.from(plane).every((v) => v >= 0 && v <= 1)).toBe(true);
  }
  await expect(layOut({ channels: 3, data: new Float32Array(21) })).rejects.toThrow(
    'a map is made of 8 points or more, and there are 7',
  );
});

test('outliers lie at the border, and all else between', () => {
  const along = [...Array.from({ length: 400 }, (_, i) => i / 400), 50, -50];
  const within = withinSquare(Float64Array.from(along.flatMap((v) => [v, 3])));
  const expected = {
    0: 0.0769504809405059,
    200: 0.5010602744838585,
    399: 0.9230495190594942,
    400: 1,
    401: 0,
  };
  for (const [i, v] of Object.entries(expected)) expect(within[2 * Number(i)]).toBeCloseTo(v, 9);
  expect(within[1]).toBe(0.5);
});
