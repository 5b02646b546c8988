import { type Builder, type Expression, gradient } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { Random } from '../math/random.js';
import {
  type GoldenArray,
  SIZES,
  fixture,
  maxDifference,
  noise,
  planes,
  relativeError,
  run,
  runExactly,
} from '../testing/golden.js';
import { batch, sharedLowResolution } from './batch.js';
import { cppn } from './cppn.js';
import { fourier, preconditionedFourier } from './fourier.js';
import { fourierPhase } from './fourier-phase.js';
import { laplacian } from './laplacian.js';
import type { Parameterization } from './parameterization.js';
import { pixel } from './pixel.js';

type Arrays = Record<string, { shape: readonly number[]; data: ArrayLike<number> }>;
type Inputs = Record<string, Expression>;

const sizeOf = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

/** Arrays under the names that a run's graphs have for them. */
const named = (kind: 'parameter' | 'fixed', arrays: readonly Arrays[string][]): Arrays =>
  Object.fromEntries(arrays.map((a, i) => [`${kind}${i}`, a]));

const inputsOf = (kind: 'parameter' | 'fixed', inputs: Inputs): Expression[] =>
  Object.entries(inputs).flatMap(([name, e]) => (name.startsWith(kind) ? [e] : []));

const decoded = (p: Parameterization, size: Size, inputs: Inputs): Expression =>
  p.decode(inputsOf('parameter', inputs), size, inputsOf('fixed', inputs));

/** Gradients of Σ weight · image with respect to each parameter, as `gradient0`, … */
function gradients(b: Builder, p: Parameterization, size: Size, inputs: Inputs): Inputs {
  const loss = decoded(p, size, inputs).mul(inputs.weight!).sum();
  const all = gradient(b, loss, inputsOf('parameter', inputs));
  return Object.fromEntries(all.map((g, i) => [`gradient${i}`, g]));
}

/** The tensors of a random start. */
function start(p: Parameterization, size: Size): Arrays {
  const shapes = p.shapes(size, 'noise');
  const { parameters, fixed } = p.randomStart(new Random(3), size);
  return {
    ...named(
      'parameter',
      parameters.map((data, i) => ({ shape: shapes.parameters[i]!, data })),
    ),
    ...named(
      'fixed',
      fixed.map((data, i) => ({ shape: shapes.fixed[i]!, data })),
    ),
  };
}

const photograph = (size: Size, images = 1): Arrays[string] => ({
  shape: [images, 3, ...size],
  data: noise(images * 3 * size[0] * size[1]).map((v) => 1 / (1 + Math.exp(-v))),
});

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

const ALL: [string, () => Parameterization][] = [
  ['pixel', () => pixel()],
  ['pixel, standardized', () => pixel({ standardize: true })],
  ['pixel in RGB', () => pixel({ decorrelate: false, desaturation: 2 })],
  ['fourier', () => fourier()],
  ['fourier in RGB, standardized', () => fourier({ decorrelate: false, standardize: true, decay: 1.3 })],
  ['preconditioned fourier', () => preconditionedFourier()],
  ['fourier phase', () => fourierPhase()],
  ['fourier phase in RGB', () => fourierPhase({ decorrelate: false, desaturation: 3, standardize: false })],
  ['laplacian', () => laplacian()],
  ['laplacian of one level', () => laplacian({ levels: 1, desaturation: 4 })],
  ['cppn', () => cppn({ hidden: 3, layers: 2 })],
  ['a batch of fourier', () => batch(fourier(), 2)],
  ['a batch of fourier phase', () => batch(fourierPhase(), 2)],
  ['a batch of cppn', () => batch(cppn({ hidden: 3, layers: 2 }), 2)],
  ['fourier sharing low resolutions', () => sharedLowResolution(fourier(), 2)],
  ['laplacian sharing low resolutions', () => sharedLowResolution(laplacian(), 2, { reductions: [3] })],
];

/** Those that can stand for a photograph. */
const ENCODING = ALL.filter(([name]) => !/standardized|cppn/.test(name));

describe.each(SIZES)('any size: %i × %i', (height, width) => {
  const size: Size = [height, width];

  test.each(ALL)('%s: a random start has the stated shapes and gives images', (_, make) => {
    const p = make();
    const tensors = start(p, size);
    for (const { shape, data } of Object.values(tensors)) expect(data.length).toBe(sizeOf(shape));
    const { image } = runExactly((__, inputs) => ({ image: decoded(p, size, inputs) }), tensors);
    expect(image!.length).toBe((p.images ?? 1) * 3 * height * width);
    expect(image!.every((v) => v > 0 && v < 1)).toBe(true);
  });

  test.each(ENCODING)('%s: photographs survive the round trip', (name, make) => {
    const p = make();
    const image = photograph(size, p.images);
    const { back } = runExactly(
      (_, inputs) => {
        const { parameters, fixed } = p.encode(inputs.image!);
        const { parameters: shapes, fixed: fixedShapes } = p.shapes(size, 'photograph');
        expect(parameters.map((e) => e.dims)).toEqual(shapes);
        expect(fixed.map((e) => e.dims)).toEqual(fixedShapes);
        return { back: p.decode(parameters, size, fixed) };
      },
      { image },
    );
    // the gate of fourier phase starts a little closed
    const contrast = name.includes('phase') ? 1 / (1 + Math.exp(-5)) : 1;
    const expected = Float64Array.from(image.data, (v) => 1 / (1 + ((1 - v) / v) ** contrast));
    expect(maxDifference(back!, expected)).toBeLessThan(1e-10);
  });

  test.each(ALL)('%s: the gradient agrees with central differences', (_, make) => {
    const p = make();
    const initial = start(p, size);
    const weight = { shape: [p.images ?? 1, 3, ...size], data: noise((p.images ?? 1) * 3 * sizeOf(size), 3) };
    const names = Object.keys(initial).filter((name) => name.startsWith('parameter'));
    // away from the start, where a network's last layer is zero
    const at = (h: number): Arrays =>
      Object.fromEntries(
        Object.entries(initial).map(([name, { shape, data }], i) => {
          const [offset, direction] = [noise(data.length, 10 + i), noise(data.length, 50 + i)];
          const moved = Float64Array.from(data, (v, k) => v + 0.3 * offset[k]! + h * direction[k]!);
          return [name, { shape, data: names.includes(name) ? moved : data }];
        }),
      );
    const loss = (h: number): number =>
      runExactly((__, inputs) => ({ y: decoded(p, size, inputs).mul(inputs.weight!).sum() }), {
        ...at(h),
        weight,
      }).y![0]!;
    const result = runExactly((b, inputs) => gradients(b, p, size, inputs), { ...at(0), weight });
    const analytic = names.reduce((sum, _name, i) => {
      const direction = noise(result[`gradient${i}`]!.length, 50 + i);
      return sum + result[`gradient${i}`]!.reduce((s, v, k) => s + v * direction[k]!, 0);
    }, 0);
    const numeric = (loss(1e-5) - loss(-1e-5)) / 2e-5;
    expect(Math.abs(numeric - analytic)).toBeLessThan(1e-6 * (Math.abs(numeric) + 1));
  });

  test('a batch is its images, one by one', () => {
    const p = fourierPhase();
    const both = start(batch(p, 2), size);
    const { image } = runExactly((_, inputs) => ({ image: decoded(batch(p, 2), size, inputs) }), both);
    [0, 1].forEach((i) => {
      const one = Object.fromEntries(
        Object.entries(both).map(([name, { shape, data }]) => {
          const length = data.length / 2;
          const own = Array.from(data).slice(i * length, (i + 1) * length);
          return [name, { shape: [1, ...shape.slice(1)], data: own }];
        }),
      );
      const { alone } = runExactly((_, inputs) => ({ alone: decoded(p, size, inputs) }), one);
      const length = 3 * height * width;
      expect(maxDifference(image!.subarray(i * length, (i + 1) * length), alone!)).toBeLessThan(1e-12);
    });
  });

  test('fourier phase goes on under the magnitude that it has', () => {
    const p = fourierPhase();
    const { first, again } = runExactly(
      (_, inputs) => {
        const { parameters, fixed } = p.encode(inputs.image!);
        const moved = parameters.map((x) => x.sub(2));
        const there = p.decode(moved, size, fixed);
        const anew = p.encode(there, fixed);
        expect(anew.fixed).toBe(fixed);
        return { first: there, again: p.decode(anew.parameters, size, anew.fixed) };
      },
      { image: photograph(size) },
    );
    expect(maxDifference(again!, first!)).toBeLessThan(1e-5);
  });

  test('a preconditioned gradient is multiplied by f^-decay · √(hw)', () => {
    const shape = preconditionedFourier().shapes(size, 'noise').parameters[0]!;
    const ones = { shape, data: new Float64Array(sizeOf(shape)).fill(1) };
    const { g } = runExactly((_, { z }) => ({ g: preconditionedFourier().precondition!([z!], size)[0]! }), {
      z: ones,
    });
    const longest = Math.max(height, width);
    expect(g![0]).toBeCloseTo(longest ** 1.5 * Math.sqrt(height * width), 9);
    // the last row of the first column has frequency 1 / h
    const half = Math.floor(width / 2) + 1;
    if (height > 1) expect(g![(height - 1) * half]).toBeCloseTo(height ** 1.5 * Math.sqrt(height * width), 9);
  });
});

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
    ['no desaturation', () => pixel({ desaturation: 0 }), 'desaturation must be a positive number'],
    ['a pyramid of no levels', () => laplacian({ levels: 0 }), '1, 2, … levels'],
    ['a network of no units', () => cppn({ hidden: 0 }), 'number of hidden units must be a positive'],
    ['a network of half a layer', () => cppn({ layers: 1.5 }), 'must be whole'],
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
