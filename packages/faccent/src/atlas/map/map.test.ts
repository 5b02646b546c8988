// Proves that a map's cells tell kinds of points apart: by direction, by labels, by examples.
import { expect, test } from 'vitest';
import { Random } from '../../math/random.js';
import { type MapPoint, mapOf } from './map.js';

const [COUNT, CHANNELS, KINDS] = [96, 5, 4];
const random = new Random(2);
const data = new Float32Array(COUNT * CHANNELS);
for (let i = 0; i < COUNT; i++)
  for (let c = 0; c < CHANNELS; c++)
    // the last channel is on everywhere
    data[i * CHANNELS + c] = c === CHANNELS - 1 ? 2 : Number(c === i % KINDS) + Math.abs(random.normal(0.1));
const about = Array.from({ length: COUNT }, (_, i): MapPoint => ({
  // two points of each photograph
  sha256: `photograph ${i >> 3}-${i % KINDS}`,
  guesses: [{ unit: 10 + (i % KINDS), probability: 0.6 }],
}));

test('cells tell kinds of points apart, on every level', async () => {
  const levels = await mapOf({ channels: CHANNELS, data }, about, { sides: [3, 6], epochs: 50 });
  expect(levels.map(({ side }) => side)).toEqual([3, 6]);
  for (const { cells } of levels) {
    expect(cells.length).toBeGreaterThan(1);
    const pure = cells.filter(({ points }) => new Set(points.map((i) => i % KINDS)).size === 1);
    expect(pure.length).toBeGreaterThan(cells.length / 2);
    for (const { points, direction, labels, examples } of pure) {
      const kind = points[0]! % KINDS;
      expect(direction.indexOf(Math.max(...direction))).toBe(kind);
      expect(labels[0]!.unit).toBe(10 + kind);
      expect(labels[0]!.probability).toBeCloseTo(0.6, 9);
      expect(new Set(examples.map((i) => about[i]!.sha256)).size).toBe(examples.length);
      expect(examples.every((i) => points.includes(i))).toBe(true);
    }
  }
  expect(await mapOf({ channels: CHANNELS, data }, about, { sides: [3, 6], epochs: 50 })).toEqual(levels);
});
