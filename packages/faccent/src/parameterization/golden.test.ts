// Parameterizations make the authors' images from the authors' parameters, with their gradients, and are inverted like theirs.
import { describe, expect, test } from 'vitest';
import type { Size } from '../image/image.js';
import { type GoldenArray, fixture, planes, relativeError, run } from '../testing/golden.js';
import { type Arrays, decoded, gradients, named } from '../testing/parameterizations.js';
import { fourier } from './fourier.js';
import { fourierPhase } from './fourier-phase.js';
import { pixel } from './pixel.js';

interface Case {
  parameterization: 'fourier' | 'fourier_phase' | 'pixel';
  height: number;
  width: number;
  image: GoldenArray;
  magnitude?: GoldenArray;
  params: GoldenArray[];
  reconstruction: GoldenArray;
  moved_params: GoldenArray[];
  moved_image: GoldenArray;
  weight: GoldenArray;
  moved_grad: GoldenArray[];
}

describe.each(fixture<{ cases: Case[] }>('parameterizations.json').cases)(
  'golden $parameterization $height × $width',
  (golden) => {
    const size: Size = [golden.height, golden.width];
    const parameterization = {
      fourier: fourier(),
      fourier_phase: fourierPhase(),
      pixel: pixel(),
    }[golden.parameterization];
    const ours = golden.parameterization === 'fourier' ? planes : (x: GoldenArray): GoldenArray => x;
    const fixed = named('fixed', golden.magnitude ? [golden.magnitude] : []);
    const tensors = (parameters: GoldenArray[]): Arrays => ({
      ...named('parameter', parameters.map(ours)),
      ...fixed,
    });

    test('inverse: image → parameters', async () => {
      const result = await run(
        (_, { image }) => {
          const { parameters, fixed: kept } = parameterization.encode(image!);
          return Object.fromEntries(
            [...parameters, ...kept].map((e, i) => [i < parameters.length ? `parameter${i}` : 'fixed0', e]),
          );
        },
        { image: golden.image },
      );
      if (golden.magnitude) {
        const wave = (phase: ArrayLike<number>): number[] =>
          golden.magnitude!.data.flatMap((m, i) => [m * Math.cos(phase[i]!), m * Math.sin(phase[i]!)]);
        expect(relativeError(result.fixed0!, golden.magnitude.data)).toBeLessThan(1e-5);
        expect(relativeError(wave(result.parameter0!), wave(golden.params[0]!.data))).toBeLessThan(1e-5);
        expect(relativeError(result.parameter1!, golden.params[1]!.data)).toBe(0);
      } else {
        expect(relativeError(result.parameter0!, ours(golden.params[0]!).data)).toBeLessThan(1e-5);
      }
    });

    test.each([
      ['reconstruction', golden.params, golden.reconstruction],
      ['moved', golden.moved_params, golden.moved_image],
    ])('forward: parameters → image, %s', async (_, parameters, expected) => {
      const { image } = await run(
        (__, inputs) => ({ image: decoded(parameterization, size, inputs) }),
        tensors(parameters),
      );
      expect(relativeError(image!, expected.data)).toBeLessThan(1e-5);
    });

    test('gradient', async () => {
      const result = await run((b, inputs) => gradients(b, parameterization, size, inputs), {
        ...tensors(golden.moved_params),
        weight: golden.weight,
      });
      golden.moved_grad.forEach((expected, i) => {
        expect(relativeError(result[`gradient${i}`]!, ours(expected).data)).toBeLessThan(1e-5);
      });
    });
  },
);
