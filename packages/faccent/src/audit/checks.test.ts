// Proves the numbers of an audit's checks against closed forms and plain loops, on networks where those are known.
import { describe, expect, test } from 'vitest';
import { Random } from '../math/random.js';
import { activations } from '../inspect/index.js';
import { networkOf, picture, tensor } from '../testing/networks.js';
import { audited } from './audit.js';
import { line } from './check.js';
import { AUDIT_DEFAULTS, AUDIT_QUICK } from './options.js';
import { auditChecks } from './checks.js';
import { cropsOf } from './crops.js';
import { Eyes } from './eyes.js';

const SIDE = 16;

describe('a line', () => {
  test.each([
    [0.5, 'above', 'sound'],
    [0.4, 'above', 'doubtful'],
    [0.1, 'not below', 'sound'],
    [0.05, 'not below', 'doubtful'],
    [0.7, 'among', 'sound'],
    [0.71, 'among', 'doubtful'],
    [-0.2, 'among', 'sound'],
    [-0.21, 'among', 'doubtful'],
    [0.7, 'not above', 'sound'],
    [-9, 'not above', 'sound'],
    [0.71, 'not above', 'doubtful'],
    [NaN, 'above', 'not measured'],
  ] as const)('of %s, wanted %s 0.1 to 0.4, is %s', (value, wanted, verdict) => {
    expect(line('x', value, wanted, 'y', [0.1, 0.4, 0.2, NaN])).toMatchObject({
      verdict,
      reference: { what: 'y', values: [0.1, 0.4, 0.2] },
    });
  });

  test('without a reference is not measured', () => {
    expect(line('x', 1, 'above', 'y', []).verdict).toBe('not measured');
  });
});

test('every check says what it is, what makes it doubtful, and what it needs', () => {
  expect(AUDIT_DEFAULTS.seeds).toBeGreaterThan(1);
  expect(AUDIT_QUICK.seeds).toBeGreaterThan(1);
  for (const { name, about } of auditChecks.declared) {
    expect(about.length).toBeGreaterThan(20);
    const check = auditChecks.read({ name });
    expect(check.title).toMatch(/\?$/);
    expect(check.needs.length).toBeGreaterThan(0);
  }
});

test('crops are of the size of the whole, within it, and the same for a seed', () => {
  const ramp = picture([12, 20], (y, x) => [y / 12, x / 20, 0.25]);
  const { images, weak, from } = cropsOf([ramp, ramp], 3);
  expect({ weak, from, count: images.length }).toEqual({
    ...{ weak: true, from: '40 crops of the 2 photographs themselves', count: 40 },
  });
  expect(cropsOf([ramp, ramp], 3).images[7]).toEqual(images[7]);
  for (const { size, data } of images) {
    expect(size).toEqual([12, 20]);
    const area = 240;
    // still a ramp, of a part of the range
    expect(data[0]).toBeLessThan(data[11 * 20]!);
    expect(data[11 * 20]! - data[0]!).toBeLessThan(0.95);
    expect(data.subarray(2 * area).every((v) => Math.abs(v - 0.25) < 1e-6)).toBe(true);
  }
});

const linear = networkOf(
  SIDE,
  [
    ['Conv', ['image', 'high'], 'fine', { pads: [1, 1, 1, 1] }],
    ['Conv', ['image', 'low'], 'coarse', { pads: [3, 3, 3, 3] }],
    ['Concat', ['fine', 'coarse'], 'both', { axis: 1 }],
    ['Mul', ['both', 'both'], 'energy'],
  ],
  {
    // a Laplacian, and the mean of 7 × 7 pixels
    high: tensor(
      [1, 3, 3, 3],
      [0, 1, 2].flatMap(() => [0, -1, 0, -1, 4, -1, 0, -1, 0]),
    ),
    low: tensor(
      [3, 3, 7, 7],
      Array.from({ length: 3 * 3 * 49 }, (_, i) => (1 + Math.floor(i / 147)) / 147),
    ),
  },
);
const random = new Random(4);
const white = picture([SIDE, SIDE], () => [random.uniform(), random.uniform(), random.uniform()]);
const smooth = [0, 1, 2].map((k) =>
  picture([SIDE, SIDE], (y, x) => {
    const v = 0.5 + 0.4 * Math.cos((2 * Math.PI * (y + k * x)) / SIDE);
    return [v, v, v];
  }),
);

test('eyes see channels as they are: means, peaks, changes', async () => {
  const eyes = new Eyes(linear, ['both'], ['energy'], { threads: 1 });
  const { data } = await activations(linear, white, 'both', { threads: 1 });
  const area = SIDE * SIDE;
  const [plane] = [data.subarray(area, 2 * area)];
  const of = { layer: 'both', unit: 1 };
  const [mean] = await eyes.values([white], of);
  expect(mean).toBeCloseTo(plane.reduce((sum, v) => sum + v, 0) / area, 5);
  expect((await eyes.peaks([white], of))[0]).toBe(Math.max(...plane));
  const change = await eyes.change(smooth[0]!, white);
  expect(change[1]).toBeCloseTo(mean! - (await eyes.values([smooth[0]!], of))[0]!, 5);
  expect(eyes.nameOf('both')).toBe('both');
  await eyes.release();
});

describe('the spectrum', () => {
  const find = async (unit: number) => {
    const { findings } = await audited(linear, { layer: 'energy', unit }, [white], {
      ...{ checks: ['spectrum'], natural: smooth, others: 3, steps: 1, seeds: 1, threads: 1 },
      regularize: null,
    });
    return findings[0]!;
  };

  test('of a unit that looks at edges of pixels is above that of units that look at means', async () => {
    const { verdict, lines, details } = await find(0);
    const [own] = lines;
    expect(own!.reference.values).toHaveLength(3);
    expect(own!.value).toBeGreaterThan(0.5);
    for (const other of own!.reference.values) expect(other).toBeLessThan(0.3);
    expect(verdict).toBe('doubtful');
    // the photographs have a few cycles and their window's next ones
    for (const share of details[0]!.reference.values) expect(share).toBeLessThan(0.05);
  });

  test('of one of those is theirs', async () => {
    expect((await find(1)).verdict).toBe('sound');
  });

  test('is the share of a plain Fourier transform', async () => {
    const { lines } = await find(0);
    const cycles = Number(/above ([\d.]+) cycles/.exec(lines[0]!.what)![1]);
    const gradient = gradientOfEnergy(white.data);
    expect(lines[0]!.value).toBeCloseTo(shareAbove(gradient, Math.round(cycles * SIDE)), 4);
  });
});

/** The gradient of the mean of a Laplacian's squares, by hand: 2 L (L x) / n, the same in each colour. */
function gradientOfEnergy(data: Float32Array): Float64Array {
  const area = SIDE * SIDE;
  const laplacian = (x: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: area }, (_, i) => {
      const [row, column] = [Math.floor(i / SIDE), i % SIDE];
      const at = (y: number, z: number): number =>
        y < 0 || z < 0 || y >= SIDE || z >= SIDE ? 0 : x[y * SIDE + z]!;
      const around = at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1);
      return 4 * at(row, column) - around;
    });
  const sum = Float64Array.from({ length: area }, (_, i) => data[i]! + data[area + i]! + data[2 * area + i]!);
  return laplacian(laplacian(sum)).map((v) => (2 * v) / area);
}

/** The share of power from a ring on, by the definition of the transform. */
function shareAbove(plane: Float64Array, limit: number): number {
  const mean = plane.reduce((sum, v) => sum + v, 0) / plane.length;
  const hann = (i: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / SIDE);
  const shown = plane.map((v, i) => (v - mean) * hann(Math.floor(i / SIDE)) * hann(i % SIDE));
  let [all, above] = [0, 0];
  for (let l = 0; l < SIDE; l++)
    for (let k = 0; k < SIDE; k++) {
      if (l === 0 && k === 0) continue;
      let [re, im] = [0, 0];
      shown.forEach((v, i) => {
        const angle = (2 * Math.PI * (l * Math.floor(i / SIDE) + k * (i % SIDE))) / SIDE;
        re += v * Math.cos(angle);
        im += v * Math.sin(angle);
      });
      const ring = Math.round(Math.hypot(Math.min(l, SIDE - l), Math.min(k, SIDE - k)));
      const power = re * re + im * im;
      all += power;
      if (ring >= limit) above += power;
    }
  return above / all;
}

test('a gradient that is no number is told of', async () => {
  // there is no logarithm of 0
  const logarithm = networkOf(SIDE, [['Log', ['image'], 'logarithm']], {});
  const black = picture([SIDE, SIDE], () => [0, 0.5, 0.25]);
  const options = { checks: ['alive'], natural: [black, black, black], steps: 1, seeds: 1, threads: 1 };
  const { findings } = await audited(logarithm, { layer: 'logarithm', unit: 0 }, [white], {
    ...options,
    regularize: null,
  });
  // of three pictures that are all one and the same, the peak is no bound
  expect(findings[0]!.lines.map(({ value }) => value)).toEqual([0, 0, 0, 0.75]);
  expect(findings[0]!.verdict).toBe('doubtful');
});
