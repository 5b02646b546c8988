// The Fourier transforms are those of the definition, forwards and back.
import { describe, expect, test } from 'vitest';
import type { Size } from '../image/image.js';
import { SIZES, maxDifference, noise, runExactly } from '../testing/golden.js';
import { forwardTransform, halfWidth, inverseTransform } from './spectrum.js';

describe.each(SIZES)('any size: %i × %i', (height, width) => {
  const size: Size = [height, width];
  const half = halfWidth(width);

  test('the transforms are those of the definition', () => {
    const x = noise(height * width);
    const { spectrum, back } = runExactly(
      (_, { image }) => {
        const s = forwardTransform(image!, 1);
        return { spectrum: s, back: inverseTransform(s, size, 1 / (height * width)) };
      },
      { image: { shape: [1, 1, height, width], data: x } },
    );
    for (let ky = 0; ky < height; ky++) {
      for (let kx = 0; kx < half; kx++) {
        let [real, imaginary] = [0, 0];
        for (let i = 0; i < height * width; i++) {
          const angle = -2 * Math.PI * ((ky * Math.floor(i / width)) / height + (kx * (i % width)) / width);
          real += x[i]! * Math.cos(angle);
          imaginary += x[i]! * Math.sin(angle);
        }
        expect(spectrum![ky * half + kx]).toBeCloseTo(real, 9);
        expect(spectrum![(height + ky) * half + kx]).toBeCloseTo(imaginary, 9);
      }
    }
    expect(maxDifference(back!, x)).toBeLessThan(1e-10);
  });
});
