// Proves how maps are resized, and that a set of maps shares one range of colours.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { resizeMap } from './attribution.js';
import { percentileRange } from './percentile-range.js';

describe('maps', () => {
  test('are resized between the middles of cells', () => {
    expect([...resizeMap(Float32Array.of(0, 1), [1, 2], [1, 4])]).toEqual([0, 0.25, 0.75, 1]);
    expect([...resizeMap(Float32Array.of(1, 2, 3, 4), [2, 2], [2, 2])]).toEqual([1, 2, 3, 4]);
    expect([...resizeMap(Float32Array.of(0, 0, 4, 4), [2, 2], [3, 1])]).toEqual([0, 2, 4]);
  });

  test('are resized from the size that they have', () => {
    expect(() => resizeMap(new Float32Array(3), [2, 2], [4, 4])).toThrow(FaccentError);
  });

  test('of a set share a range of colours', () => {
    const maps = [
      Float32Array.from({ length: 50 }, (_, i) => i),
      Float32Array.from({ length: 51 }, (_, i) => 50 + i),
    ];
    expect(percentileRange(maps)).toEqual([50, 95]);
    expect(percentileRange(maps, 0, 100)).toEqual([0, 100]);
    expect(() => percentileRange(maps, 60, 50)).toThrow(FaccentError);
    expect(() => percentileRange([])).toThrow(FaccentError);
  });
});
