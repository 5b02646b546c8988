// Proves that a picture's path is compared with those of photographs as worked vectors say, and that a network whose unit
// is reached by another way in one picture is told from one where it is not.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { pearson } from '../attribution/agreement.js';
import { channel } from '../objective/channel.js';
import { noise } from '../testing/golden.js';
import { networkOf, picture } from '../testing/networks.js';
import { comparedPaths, naturalPath, pathOf } from './path.js';

const around = (base: ArrayLike<number>, count: number, spread: number, seed: number): number[][] =>
  Array.from({ length: count }, (_, i) =>
    [...noise(base.length, seed + i)].map((v, c) => base[c]! + spread * v),
  );
const [own, other] = [noise(30, 1), noise(30, 2)];
const natural = (layers: number) => ({
  layers: Array.from({ length: layers }, (_, l) => `layer${l}`),
  vectors: Array.from({ length: layers }, (_, l) => around(own, 20, 0.3 + l, 100 * (l + 1))),
  others: Array.from({ length: layers }, (_, l) => around(other, 12, 0.3, 1000 * (l + 1))),
});
const means = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('paths', () => {
  test('are told on a scale from other features’ photographs to this one’s', () => {
    const one = natural(1);
    const [vectors, others, shown] = [one.vectors[0]!, one.others[0]!, around(own, 1, 0.3, 7)];
    const { layers, likeness, natural: null_, chance } = comparedPaths(one, [shown]);
    const middle = (values: number[]): number => {
      const sorted = [...values].sort((a, b) => a - b);
      return means(sorted.slice(Math.ceil(values.length / 2) - 1, Math.floor(values.length / 2) + 1));
    };
    const loo = vectors.map((a, i) => means(vectors.filter((_, j) => j !== i).map((b) => pearson(a, b))));
    const zero = middle(others.map((a) => means(vectors.map((b) => pearson(a, b)))));
    const scaled = (v: number): number => (v - zero) / (middle(loo) - zero);
    expect(likeness[0]).toBeCloseTo(scaled(means(vectors.map((b) => pearson(shown[0]!, b)))), 12);
    null_.forEach((v, i) => expect(v).toBeCloseTo(scaled(loo[i]!), 12));
    // of one layer, all layers together are that layer
    expect(layers[0]!.likeness[0]).toBeCloseTo(likeness[0]!, 12);
    expect(middle([...null_])).toBeCloseTo(1, 12);
    expect(chance).toBe((1 + null_.filter((v) => v <= likeness[0]!).length) / 21);
  });

  test('that photographs take are among theirs, another feature’s is below all', () => {
    const three = natural(3);
    const same = comparedPaths(
      three,
      [0, 1, 2].map((l) => around(own, 3, 0.3 + l, 50 + l)),
    );
    expect(same.chance).toBeGreaterThan(0.05);
    expect(same.flagged).toBe(false);
    const fooled = comparedPaths(
      three,
      [0, 1, 2].map((l) => around(other, 3, 0.3, 60 + l)),
    );
    expect(fooled.chance).toBeCloseTo(1 / 21, 12);
    expect(fooled.flagged).toBe(true);
    for (const v of fooled.likeness) expect(Math.abs(v)).toBeLessThan(0.3);
  });

  test('of photographs themselves are exceptions as often as the chance says', () => {
    let flagged = 0;
    for (let seed = 0; seed < 200; seed++) {
      const drawn = around(own, 20, 1, 5000 + 100 * seed);
      const one = { layers: ['layer'], vectors: [drawn.slice(1)], others: [] };
      if (comparedPaths(one, [drawn.slice(0, 1)]).chance <= 0.05) flagged++;
    }
    // 10 are expected of 200; 20 or more come once in 400 times
    expect(flagged).toBeLessThan(20);
    expect(flagged).toBeGreaterThan(2);
  });

  test('that hardly differ are not flagged, however alike photographs are', () => {
    const one = { layers: ['layer'], vectors: [around(own, 30, 0.01, 1)], others: [] };
    const { chance, flagged, likeness } = comparedPaths(one, [around(own, 1, 0.2, 9)]);
    expect(chance).toBeLessThan(0.05);
    expect(likeness[0]).toBeGreaterThan(0.8);
    expect(flagged).toBe(false);
  });

  test('that carry nothing are taken to be unrelated; photographs without one are refused', () => {
    const one = natural(1);
    expect(comparedPaths(one, [[new Float32Array(30)]]).likeness[0]).toBe(0);
    const none = { layers: ['layer'], vectors: [around(own, 9, 0, 1).map(() => [1, 1, 1])], others: [] };
    expect(() => comparedPaths(none, [[[1, 2, 3]]])).toThrow('nothing in common at any layer');
  });
});

/**
 * Unit 0 is red; where blue is above 0.5, which photographs never are, it is blue ten times over and not red. The layer
 * that both pass through has red, green and blue.
 */
const hidden = () =>
  networkOf(
    4,
    [
      ['Relu', ['image'], 'colours'],
      ['Conv', ['colours', 'kernel', 'bias'], 'rest'],
      ['Relu', ['rest'], 'parts'],
      ['Conv', ['parts', 'sum'], 'unit'],
    ],
    {
      // red, which ten times the excess of blue puts out; the excess of blue; green
      kernel: Tensor.of('float32', [3, 3, 1, 1], [1, 0.1, -9, 0, 0, 1, 0, 1, 0]),
      bias: Tensor.of('float32', [3], [4.5, -0.5, 0]),
      sum: Tensor.of('float32', [1, 3, 1, 1], [1, 10, 0]),
    },
  );

describe('in a network', () => {
  const photographs = Array.from({ length: 12 }, (_, i) =>
    picture([4, 4], (y, x) => [0.5 + 0.03 * i, 0.1 * ((x + i) % 3), 0.05 * ((y + i) % 2)]),
  );
  const objective = channel({ layer: 'unit', unit: 0 });
  const layers = ['colours'];

  test('a picture that goes another way is below all photographs, one that goes theirs is not', async () => {
    const way = await naturalPath(hidden(), objective, photographs, { layers });
    const red = picture([4, 4], () => [0.66, 0.1, 0.025]);
    const blue = picture([4, 4], () => [0.6, 0.1, 1]);
    expect((await pathOf(way, [red])).chance).toBeGreaterThan(0.2);
    const { chance, likeness } = await pathOf(way, [blue]);
    expect(chance).toBeCloseTo(1 / 13, 12);
    expect(likeness[0]).toBeLessThan(0);
  });

  test('other features’ paths are where 0 is', async () => {
    const other = await naturalPath(hidden(), channel({ layer: 'parts', unit: 2 }), photographs, { layers });
    const way = await naturalPath(hidden(), objective, photographs, { layers, others: [other] });
    const green = [0.2, 0.6, 0.1] as const;
    const { likeness } = await pathOf(way, [picture([4, 4], () => green)]);
    expect(way.others[0]).toEqual(other.vectors[0]);
    expect(likeness[0]).toBeLessThan(1);
    const wrong = { layers: ['rest'], others: [other] };
    await expect(naturalPath(hidden(), objective, photographs, wrong)).rejects.toThrow(
      'through the same layers, rest, not through colours',
    );
  });

  test('too few photographs are refused', async () => {
    await expect(naturalPath(hidden(), objective, photographs.slice(5), { layers })).rejects.toThrow(
      'those of 8 photographs or more, not of 7',
    );
  });
});
