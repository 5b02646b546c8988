// Proves that objectives have the values and gradients of the authors' library, or of their definitions where it has none.
import { describe, expect, test } from 'vitest';
import { type GoldenArray, relativeError } from '../testing/golden.js';
import { evaluate, golden, layers } from '../testing/objectives.js';
import {
  alignment,
  channel,
  compareCosine,
  compareDotCosine,
  compareL1,
  compareL2,
  comparePearson,
  cosim,
  direction,
  divide,
  diversity,
  inputBlur,
  interpolation,
  multiply,
  negate,
  neuron,
  spatial,
  spatialCosine,
  subtract,
  weightedChannel,
  weightedGroup,
  weightedNeuron,
} from './index.js';
import type { Objective } from './objective.js';

const vector = golden.direction_c.data;
const target = golden.target_map_chw.data;
const channel2 = channel({ layer: 'a', unit: 2, item: 0 });

/** What each golden case is in our terms. */
const CASES: Record<string, Objective> = {
  channel_int: channel2,
  channel_vec: channel({ layer: 'a', unit: vector, item: 0 }),
  channel_allbatch: channel({ layer: 'a', unit: 2 }),
  neuron_default: neuron({ layer: 'a', unit: 3, item: 0 }),
  neuron_pos: neuron({ layer: 'a', unit: 3, item: 1, position: [1, 2] }),
  neuron_vec: neuron({ layer: 'a', unit: vector, item: 0, position: [1, 2] }),
  direction: direction({ layer: 'a', unit: vector, item: 0 }),
  direction_pos: direction({ layer: 'a', unit: vector, item: 0, position: [1, 2] }),
  direction_linear: direction({ layer: 'l', unit: vector, item: 0 }),
  cosim: cosim({ layer: 'a', unit: vector, power: 2, item: 0 }),
  cosim_linear: cosim({ layer: 'l', unit: vector, item: 0 }),
  l1_compare: compareL1({ layer: 'a' }),
  l2_compare: compareL2({ layer: 'a' }),
  l2_compare_p1: compareL2({ layer: 'a', norm: 1 }),
  l2_compare_linear: compareL2({ layer: 'l' }),
  dot_cossim_compare: compareDotCosine({ layer: 'a', power: 2 }),
  cossim_compare: compareCosine({ layer: 'a' }),
  dot_separate_pearson_compare: multiply(channel2, comparePearson({ layer: 'a' })),
  spatial_channel: spatial({ layer: 'a', target, item: 0 }),
  spatial_channel_cosim: spatialCosine({ layer: 'a', target, power: 2, item: 0 }),
  spatial_channel_cosim_crop: spatialCosine({
    layer: 'a',
    target,
    item: 0,
    crop: { y: 1, x: 0, height: 2, width: 4 },
  }),
  sum: subtract(channel2, multiply(0.5, compareL2({ layer: 'a' }))),
  // the authors' operators act on losses, where a product of two has not the sign of the objectives' product, …
  product: negate(multiply(channel2, neuron({ layer: 'a', unit: 3, item: 0 }))),
  // … and + 1 lowers the objective
  scaled: subtract(divide(channel({ layer: 'a', unit: 1, item: 0 }), 4), 1),
};

const negated = ({ data }: GoldenArray): number[] => data.map((v) => -v);

// golden losses are to be lowered, ours are to be raised
test.each(golden.cases)('golden $name', async ({ name, loss, grad_a, grad_l }) => {
  const { value, gradient } = await evaluate(CASES[name]!);
  expect(Math.abs(value + loss) / Math.abs(loss)).toBeLessThan(1e-5);
  if (grad_a) expect(relativeError(gradient('a'), negated(grad_a))).toBeLessThan(1e-5);
  if (grad_l) expect(relativeError(gradient('l'), negated(grad_l))).toBeLessThan(1e-5);
});

/** Numbers of a layer by (view, image, channel, row, column). */
const [VIEWS, BATCH, CHANNELS, HEIGHT, WIDTH] = layers.a!.shape as [number, number, number, number, number];
const a = (t: number, b: number, c: number, y: number, x: number): number =>
  layers.a!.data[(((t * BATCH + b) * CHANNELS + c) * HEIGHT + y) * WIDTH + x]!;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
/** Mean over all indices of a layer, or of those given. */
const meanOver = (
  f: (t: number, b: number, c: number, y: number, x: number) => number,
  { images = range(BATCH), channels = range(CHANNELS), rows = range(HEIGHT), columns = range(WIDTH) } = {},
): number =>
  mean(
    range(VIEWS).flatMap((t) =>
      images.flatMap((b) =>
        channels.flatMap((c) => rows.flatMap((y) => columns.map((x) => f(t, b, c, y, x)))),
      ),
    ),
  );

/** What the golden file has no numbers of, from its definition. */
const DEFINED: Record<string, [Objective, () => number]> = {
  weightedChannel: [
    weightedChannel({ layer: 'a', weights: vector, item: 1 }),
    () => meanOver((t, b, c, y, x) => vector[c]! * a(t, b, c, y, x), { images: [1] }),
  ],
  'weightedChannel of equal weights': [weightedChannel({ layer: 'a' }), () => meanOver(a)],
  weightedNeuron: [
    weightedNeuron({ layer: 'a', weights: vector, position: [3, 0] }),
    () => meanOver((t, b, c, y, x) => vector[c]! * a(t, b, c, y, x), { rows: [3], columns: [0] }),
  ],
  weightedGroup: [
    weightedGroup({ layer: 'a', weights: vector, box: { y: 1, x: 2, height: 2, width: 3 } }),
    () => meanOver((t, b, c, y, x) => vector[c]! * a(t, b, c, y, x), { rows: [1, 2], columns: [2, 3, 4] }),
  ],
  'compareL2 at a position': [
    compareL2({ layer: 'a', items: [1, 0], position: [0, 4] }),
    () =>
      mean(
        range(VIEWS).map((t) =>
          Math.hypot(...range(CHANNELS).map((c) => a(t, 1, c, 0, 4) - a(t, 0, c, 0, 4))),
        ),
      ),
  ],
  'spatialCosine, masked': [
    spatialCosine({ layer: 'a', target: target.map((v, i) => (i < 20 ? v : 0)), masked: true, item: 0 }),
    () => {
      const rows = range(VIEWS).map((t) =>
        range(20).map((i) => a(t, 0, 0, Math.floor(i / WIDTH), i % WIDTH)),
      );
      const dots = rows.map((r) => r.reduce((sum, v, i) => sum + v * target[i]!, 0) ** 2);
      return (mean(dots) * mean(rows.map((r) => 1 / Math.hypot(...r)))) / Math.hypot(...target.slice(0, 20));
    },
  ],
  alignment: [
    alignment({ layer: 'a', decay: 4 }),
    () => -meanOver((t, _, c, y, x) => (a(t, 0, c, y, x) - a(t, 1, c, y, x)) ** 2, { images: [0] }) / 4,
  ],
  diversity: [
    diversity({ layer: 'a' }),
    () => {
      const gram = (t: number, b: number): number[] =>
        range(CHANNELS).flatMap((c) =>
          range(CHANNELS).map((d) =>
            range(HEIGHT).reduce(
              (s, y) => s + range(WIDTH).reduce((r, x) => r + a(t, b, c, y, x) * a(t, b, d, y, x), 0),
              0,
            ),
          ),
        );
      const cosine = (u: number[], v: number[]): number =>
        u.reduce((sum, g, i) => sum + g * v[i]!, 0) / Math.hypot(...u) / Math.hypot(...v);
      return mean(range(VIEWS).map((t) => cosine(gram(t, 0), gram(t, 1))));
    },
  ],
  interpolation: [
    interpolation({ from: { layer: 'a', unit: 4 }, to: { layer: 'l', unit: 1 } }),
    () =>
      meanOver(a, { images: [0], channels: [4] }) +
      mean(range(VIEWS).map((t) => layers.l!.data[(t * BATCH + 1) * CHANNELS + 1]!)),
  ],
};

describe('without golden numbers', () => {
  test.each(Object.entries(DEFINED))('%s is what its definition says', async (_, [objective, expected]) => {
    expect((await evaluate(objective)).value).toBeCloseTo(expected(), 5);
  });

  test('alignment sums over all pairs up to four apart', async () => {
    const shape = [1, 6, 1];
    const data = [0, 1, 3, 6, 10, 15];
    let expected = 0;
    for (let d = 1; d <= 4; d++)
      for (let i = 0; i + d < 6; i++) expected -= (data[i + d]! - data[i]!) ** 2 / 2 ** d;
    const { value } = await evaluate(alignment({ layer: 'x' }), { x: { shape, data } });
    expect(value).toBeCloseTo(expected, 4);
  });

  test('a step against the input blur blurs the input', async () => {
    const shape = [1, 1, 1, 2, 3];
    const data = [0, 1, 0.5, 0.25, 0, 1];
    const { value, gradient } = await evaluate(inputBlur(), { input: { shape, data } });
    const weights = (y: number, x: number): number[] =>
      data.map((_, i) => {
        const [dy, dx] = [Math.abs(Math.floor(i / 3) - y), Math.abs((i % 3) - x)];
        return dy > 1 || dx > 1 ? 0 : dy + dx === 0 ? 1 : 0.5;
      });
    const blurred = data.map((_, i) => {
      const w = weights(Math.floor(i / 3), i % 3);
      return w.reduce((sum, k, j) => sum + k * data[j]!, 0) / w.reduce((sum, k) => sum + k, 0);
    });
    expect(
      relativeError(
        data.map((v, i) => v - gradient('input')[i]!),
        blurred,
      ),
    ).toBeLessThan(1e-6);
    expect(value).toBeCloseTo(
      data.reduce((sum, v, i) => sum + (v - blurred[i]!) ** 2 / 2, 0),
      6,
    );
  });
});

describe('a layer that is silent', () => {
  const silent = Object.fromEntries(
    Object.entries(layers).map(([name, { shape, data }]) => [name, { shape, data: data.map(() => 0) }]),
  );
  const objectives = { ...CASES, ...Object.fromEntries(Object.entries(DEFINED).map(([k, [o]]) => [k, o])) };
  test.each(Object.entries(objectives))('has a finite gradient: %s', async (_, objective) => {
    const { value, gradient } = await evaluate(objective, silent);
    expect(value).toSatisfy(Number.isFinite);
    for (const layer of objective.layers) expect(gradient(layer).every(Number.isFinite)).toBe(true);
  });
});
