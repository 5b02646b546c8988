import { gradient } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import type { Size } from '../image.js';
import { Random } from '../random.js';
import {
  type GoldenArray,
  fixture,
  maxDifference,
  relativeError,
  run,
  runExactly,
} from '../testing/golden.js';
import { fourier } from './fourier.js';
import { forwardTransform, halfWidth, inverseTransform } from './spectrum.js';

interface Case {
  height: number;
  width: number;
  image: GoldenArray;
  params: GoldenArray[];
  reconstruction: GoldenArray;
  moved_params: GoldenArray[];
  moved_image: GoldenArray;
  weight: GoldenArray;
  moved_grad: GoldenArray[];
}

/** The golden files keep real and imaginary parts on the last axis; ours are planes. */
function planes({ shape, data }: GoldenArray): GoldenArray {
  const [n, c, h, w] = shape as [number, number, number, number];
  const out = new Array<number>(data.length);
  data.forEach((v, i) => {
    const [part, at] = [i % 2, Math.floor(i / 2)];
    const [channel, position] = [Math.floor(at / (h * w)), at % (h * w)];
    out[(channel * 2 + part) * h * w + position] = v;
  });
  return { shape: [n, c, 2, h, w], data: out };
}

describe.each(fixture<{ cases: Case[] }>('parameterizations.json').cases)(
  'golden $height × $width',
  (golden) => {
    const size: Size = [golden.height, golden.width];
    const moved = planes(golden.moved_params[0]!);

    test('inverse: image → parameters', async () => {
      const { z } = await run((_, { image }) => ({ z: fourier().encode(image!)[0]! }), {
        image: golden.image,
      });
      expect(relativeError(z!, planes(golden.params[0]!).data)).toBeLessThan(1e-5);
    });

    test('forward: parameters → image', async () => {
      const build = (z: GoldenArray) => run((_, p) => ({ image: fourier().decode([p.z!], size) }), { z });
      expect(
        relativeError((await build(planes(golden.params[0]!))).image!, golden.reconstruction.data),
      ).toBeLessThan(1e-5);
      expect(relativeError((await build(moved)).image!, golden.moved_image.data)).toBeLessThan(1e-5);
    });

    test('gradient', async () => {
      const { g } = await run(
        (b, { z, weight }) => ({ g: gradient(b, fourier().decode([z!], size).mul(weight!).sum(), [z!])[0]! }),
        { z: moved, weight: golden.weight },
      );
      expect(relativeError(g!, planes(golden.moved_grad[0]!).data)).toBeLessThan(1e-5);
    });
  },
);

const SIZES: Size[] = [
  [4, 4],
  [5, 5],
  [6, 9],
  [9, 6],
  [7, 4],
  [1, 8],
  [13, 2],
];

const noise = (count: number, seed = 1): Float64Array => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.normal());
};

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

  test('an image survives the round trip', () => {
    const data = noise(3 * height * width).map((v) => 1 / (1 + Math.exp(-v)));
    const { back } = runExactly(
      (_, { image }) => ({ back: fourier().decode(fourier().encode(image!), size) }),
      {
        image: { shape: [1, 3, height, width], data },
      },
    );
    expect(maxDifference(back!, data)).toBeLessThan(1e-10);
  });

  test('the gradient agrees with central differences', () => {
    const shape = fourier().shapes(size)[0]!;
    const count = shape.reduce((a, b) => a * b);
    const z = noise(count, 2);
    const weight = { shape: [1, 3, height, width], data: noise(3 * height * width, 3) };
    const loss = (data: Float64Array): number =>
      runExactly((_, p) => ({ y: fourier().decode([p.z!], size).mul(p.weight!).sum() }), {
        z: { shape, data },
        weight,
      }).y![0]!;
    const { g } = runExactly(
      (b, p) => ({ g: gradient(b, fourier().decode([p.z!], size).mul(p.weight!).sum(), [p.z!])[0]! }),
      { z: { shape, data: z }, weight },
    );
    const direction = noise(count, 4);
    const at = (h: number): number => loss(z.map((v, i) => v + h * direction[i]!));
    const numeric = (at(1e-5) - at(-1e-5)) / 2e-5;
    const analytic = g!.reduce((sum, v, i) => sum + v * direction[i]!, 0);
    expect(Math.abs(numeric - analytic)).toBeLessThan(1e-7 * (Math.abs(numeric) + 1));
  });
});

test('a random start is small noise of the stated deviation', () => {
  const [z] = fourier().randomStart(new Random(5), [64, 64]);
  const deviation = Math.sqrt(z!.reduce((sum, v) => sum + v * v, 0) / z!.length);
  expect(z!.length).toBe(3 * 2 * 64 * 33);
  expect(deviation).toBeGreaterThan(0.0095);
  expect(deviation).toBeLessThan(0.0105);
});
