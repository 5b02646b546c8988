// Random starts have the statistics that are stated, and starts and options that cannot be are refused.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { Random } from '../math/random.js';
import { runExactly } from '../testing/golden.js';
import { decoded, photograph, start } from '../testing/parameterizations.js';
import { batch, sharedLowResolution } from './batch.js';
import { cppn } from './cppn.js';
import { fourier } from './fourier.js';
import { fourierPhase } from './fourier-phase.js';
import { laplacian } from './laplacian.js';
import type { Parameterization } from './parameterization.js';
import { pixel } from './pixel.js';

describe('statistics of random starts', () => {
  const size: Size = [48, 64];
  const deviation = (x: ArrayLike<number>): number => {
    const values = Array.from(x);
    const mean = values.reduce((a, b) => a + b) / values.length;
    return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  };
  const image = (p: Parameterization): Float64Array =>
    runExactly((_, inputs) => ({ image: decoded(p, size, inputs) }), start(p, size)).image!;
  const logits = (p: Parameterization): Float64Array => image(p).map((v) => Math.log(v / (1 - v)));

  test.each([
    ['fourier', fourier(), 0.01],
    ['pixel', pixel(), 0.05],
    ['laplacian', laplacian(), 0.01],
  ])('%s: normal with the stated deviation', (_, p, expected) => {
    for (const z of p.randomStart(new Random(5), [64, 64]).parameters.slice(0, 2)) {
      expect(deviation(z) / expected).toBeGreaterThan(0.95);
      expect(deviation(z) / expected).toBeLessThan(1.05);
    }
  });

  test('fourier phase from noise has logits of mean 0 and deviation 1', () => {
    const x = logits(fourierPhase());
    expect(Math.abs(x.reduce((a, b) => a + b) / x.length)).toBeLessThan(1e-9);
    expect(deviation(x)).toBeCloseTo(1, 3);
  });

  test('its magnitude gives each channel a deviation near 1 and falls as 1 / f', () => {
    const plain = logits(fourierPhase({ decorrelate: false, standardize: false }));
    const length = size[0] * size[1];
    for (let c = 0; c < 3; c++) {
      const own = deviation(plain.subarray(c * length, (c + 1) * length));
      expect(own).toBeGreaterThan(0.7);
      expect(own).toBeLessThan(1.3);
    }
    const [m] = fourierPhase().randomStart(new Random(1), [64, 64]).fixed;
    expect(m![4]! / m![8]!).toBeCloseTo(2, 5);
  });

  test('a coordinate network starts grey', () => {
    expect(deviation(image(cppn()))).toBeLessThan(1e-12);
  });
});

describe('requests that cannot be met', () => {
  const encode = (p: Parameterization) => () =>
    runExactly((_, { image }) => ({ p: p.encode(image!).parameters[0]! }), { image: photograph([4, 4]) });
  test.each<[string, () => unknown, string]>([
    ['a coordinate network from a photograph', encode(cppn()), 'cannot stand for a photograph'],
    [
      'a standardized image from a photograph',
      encode(fourier({ standardize: true })),
      'leave `standardize` out',
    ],
    [
      'no desaturation',
      () => pixel({ desaturation: 0 }),
      'pixel.desaturation is 0; it should be a number above 0',
    ],
    [
      'a pyramid of no levels',
      () => laplacian({ levels: 0 }),
      'laplacian.levels is 0; it should be a whole number from 1 to 16',
    ],
    [
      'a network of no units',
      () => cppn({ hidden: 0 }),
      'cppn.hidden is 0; it should be a whole number from 1 to 1024',
    ],
    [
      'a network of half a layer',
      () => cppn({ layers: 1.5 }),
      'cppn.layers is 1.5; it should be a whole number',
    ],
    ['a batch of none', () => batch(pixel(), 0), '1, 2, … images'],
    ['a batch of batches', () => batch(batch(pixel(), 2), 2), 'a batch of 2 images already'],
    [
      'an enlarged shared part',
      () => sharedLowResolution(pixel(), 2, { reductions: [0.5] }),
      'reduced by 1 or more',
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(FaccentError);
    expect(attempt).toThrow(message);
  });
});
