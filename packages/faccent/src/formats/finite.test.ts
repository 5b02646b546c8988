// No NaN and no infinity is written: which number is none is said instead.
import { describe, expect, test } from 'vitest';
import { checkFinite, formatJson, notFiniteAt } from './finite.js';
import { formatNpy } from './npy.js';
import { formatSafetensors } from './safetensors.js';

const data = Float32Array.from({ length: 24 }, (_, i) => i);
const spoilt = (value: number, ...at: number[]): Float32Array =>
  data.map((v, i) => (at.includes(i) ? value : v));

describe('tensors', () => {
  test('of numbers are written', () => {
    expect(notFiniteAt(data)).toBe(-1);
    expect(notFiniteAt(spoilt(NaN, 7, 9))).toBe(7);
    expect(formatNpy([2, 3, 4], data).length).toBe(128 + 96);
    expect(() => checkFinite('x', [24], data)).not.toThrow();
    // the largest and the smallest numbers are numbers
    expect(() => checkFinite('x', [3], Float32Array.of(3.4e38, -1e-45, -0))).not.toThrow();
  });

  test.each([
    [spoilt(NaN, 23), '"map" is NaN at (1, 2, 3): numbers overflowed'],
    [spoilt(Infinity, 0), '"map" is Infinity at (0, 0, 0): '],
    [
      spoilt(-Infinity, 5, 6, 7),
      '"map" is -Infinity at (0, 1, 1), and 2 more of its 24 numbers are not finite: ',
    ],
  ])('of others are not, and it is said which', (values, message) => {
    expect(() => formatNpy([2, 3, 4], values, 'map')).toThrow(message);
    const tensors = new Map([
      ['good', { dims: [24], data }],
      ['map', { dims: [2, 3, 4], data: values }],
    ]);
    expect(() => formatSafetensors(tensors)).toThrow(message);
  });
});

describe('JSON', () => {
  test('of numbers is what JSON.stringify makes', () => {
    const value = { a: [1, { b: null, c: undefined, d: 'NaN' }], e: -0, f: true };
    expect(formatJson('x.json', value)).toBe(JSON.stringify(value));
    expect(formatJson('x.json', value, 1)).toBe(JSON.stringify(value, null, 1));
  });

  test.each<[unknown, string]>([
    [
      { results: { steps: [{ activation: 1 }, { activation: NaN }] } },
      '"results.steps[1].activation" of x.json is NaN',
    ],
    [{ a: Infinity }, '"a" of x.json is Infinity, which is no number'],
    [[1, -Infinity], '"[1]" of x.json is -Infinity'],
    [{ transfer: { 'a b': NaN } }, '"transfer.a b" of x.json is NaN'],
  ])('of others is not made, and the field is named', (value, message) => {
    expect(() => formatJson('x.json', value)).toThrow(message);
  });
});
