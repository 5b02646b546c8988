// On canvases of any size, parameterizations are inverted exactly and have the gradients that central differences have.
import { describe, expect, test } from 'vitest';
import type { Size } from '../image/image.js';
import { COLOUR_CORRELATION } from '../image/colour.js';
import { SIZES, maxDifference, noise, runExactly } from '../testing/golden.js';
import { type Arrays, decoded, gradients, photograph, sizeOf, start } from '../testing/parameterizations.js';
import { batch, sharedLowResolution } from './batch.js';
import { cppn } from './cppn.js';
import { fourier } from './fourier.js';
import { fourierPhase } from './fourier-phase.js';
import { laplacian } from './laplacian.js';
import type { Parameterization } from './parameterization.js';
import { pixel } from './pixel.js';
import { preconditionedFourier } from './preconditioned-fourier.js';

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

  test('what images share is added to the logits of each (docs/method.md, 3.9)', () => {
    const p = sharedLowResolution(pixel(), 2, { reductions: [2, 4] });
    const own = start(p, size);
    const shared = Object.keys(own)
      .filter((name) => name.startsWith('parameter'))
      .slice(-2);
    // the same everywhere: as much wherever it is brought to
    const filled = (value: (name: string) => number): Arrays =>
      Object.fromEntries(
        Object.entries(own).map(([name, { shape, data }]) => [
          name,
          { shape, data: shared.includes(name) ? new Float64Array(data.length).fill(value(name)) : data },
        ]),
      );
    const logits = (tensors: Arrays): number[] =>
      Array.from(runExactly((_, inputs) => ({ y: decoded(p, size, inputs) }), tensors).y!, (x) =>
        Math.log(x / (1 - x)),
      );
    const before = logits(filled(() => 0));
    const plane = height * width;
    const added = [0, 1, 2].map((c) => 0.5 * COLOUR_CORRELATION.reduce((sum, row) => sum + row[c]!, 0));
    const expected = before.map((v, i) => v + added[Math.floor(i / plane) % 3]!);
    const after = logits(filled((name) => (name === shared[0] ? 0.2 : 0.3)));
    expect(maxDifference(Float64Array.from(after), Float64Array.from(expected))).toBeLessThan(1e-9);
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
