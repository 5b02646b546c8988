// The article's knobs ask for what they say.
import { describe, expect, test } from 'vitest';
import { withShare } from './opacity.js';
import { PARTS, SUBJECTS, saidOf, wishOf } from './parts.js';

const [cat] = SUBJECTS;

describe('what a run is asked by knobs', () => {
  test('is the usual where none was turned, held only where the part holds', () => {
    const seed = wishOf(PARTS.seed, {}, cat!);
    expect(seed).toMatchObject({ noise: 0, sides: [0.3, 0.99], holds: 'block3b', feature: { unit: 288 } });
    expect(seed.settings).toMatchObject({ strength: 0, views: 4, randomSeed: 0 });
    expect(seed.balance).toBeUndefined();
    expect(wishOf(PARTS.opacity, {}, cat!).settings.strength).toBe(0.5);
  });

  test('follows what was turned', () => {
    expect(wishOf(PARTS.seed, { noise: 1 }, cat!).noise).toBe(1);
    const crops = wishOf(PARTS.crops, { views: 1, least: 0.99, draw: 2 }, cat!);
    expect(crops.sides).toEqual([0.99, 0.99]);
    expect(crops.settings).toMatchObject({ views: 1, randomSeed: 2 });
    expect(wishOf(PARTS.regularizer, { holds: 0, strength: 0 }, cat!)).toMatchObject({
      ...{ holds: 'block1a', settings: { strength: 0 } },
    });
    const raw = wishOf(PARTS.balance, { feature: 1, units: 1, strength: 4 }, cat!);
    expect(raw).toMatchObject({ balance: 1, feature: { layer: 'block5c' }, settings: { strength: 4 } });
  });

  test('is said as the knobs stand', () => {
    expect(saidOf(PARTS.crops, { least: 0.1 })).toBe(
      'crops in each step: 4; the smallest crop: 10% of its side; the draw of crops: the first',
    );
  });
});

test('another share of a map is opaque', () => {
  const map = Uint8Array.from({ length: 100 }, (_, i) => i);
  const opaque = (percent: number): number => withShare(map, percent).filter((value) => value === 255).length;
  expect([opaque(1), opaque(20), opaque(50)]).toEqual([1, 20, 50]);
  // what was looked at half as much as what just counts is half clear
  expect(withShare(map, 20)[40]).toBe(128);
  expect([...withShare(new Uint8Array(4), 20)]).toEqual([0, 0, 0, 0]);
});
