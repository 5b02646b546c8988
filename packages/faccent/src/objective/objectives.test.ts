import { gradient } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { type GoldenArray, fixture, relativeError, run } from '../testing/golden.js';
import { add, divide, multiply, negate, subtract } from './algebra.js';
import { alignment, diversity, interpolation } from './batch.js';
import { channel } from './channel.js';
import { compareCosine, compareDotCosine, compareL1, compareL2, comparePearson } from './compare.js';
import { cosim, direction } from './direction.js';
import { inputBlur } from './input-blur.js';
import { neuron } from './neuron.js';
import type { Objective } from './objective.js';
import { spatial, spatialCosine } from './spatial.js';
import { weightedChannel, weightedGroup, weightedNeuron } from './weighted.js';

const golden = fixture<{
  activations_a_tbchw: GoldenArray;
  activations_l_tbc: GoldenArray;
  direction_c: GoldenArray;
  target_map_chw: GoldenArray;
  cases: { name: string; loss: number; grad_a: GoldenArray | null; grad_l: GoldenArray | null }[];
}>('objectives.json');
const layers: Record<string, GoldenArray> = { a: golden.activations_a_tbchw, l: golden.activations_l_tbc };
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

/** An objective's value, and its gradients with respect to the layers that it looks at. */
async function evaluate(objective: Objective, arrays = layers) {
  const inputs = objective.inputs((layer) => arrays[layer]!.shape);
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([k, v]) => [`unit.${k}`, { shape: v.dims, data: v.values }]),
  );
  const result = await run(
    (b, e) => {
      const units = Object.fromEntries(Object.keys(inputs).map((k) => [k, e[`unit.${k}`]!]));
      const value = objective.value((layer) => e[layer]!, units);
      const gradients = gradient(
        b,
        value,
        objective.layers.map((layer) => e[layer]!),
      );
      return { value, ...Object.fromEntries(objective.layers.map((l, i) => [`d.${l}`, gradients[i]!])) };
    },
    { ...arrays, ...feeds },
  );
  return { value: result.value![0]!, gradient: (layer: string) => result[`d.${layer}`]! };
}

const negated = ({ data }: GoldenArray): number[] => data.map((v) => -v);

// golden losses are to be lowered, ours are to be raised
test.each(golden.cases)('golden $name', async ({ name, loss, grad_a, grad_l }) => {
  const { value, gradient } = await evaluate(CASES[name]!);
  expect(Math.abs(value + loss) / Math.abs(loss)).toBeLessThan(1e-5);
  if (grad_a) expect(relativeError(gradient('a'), negated(grad_a))).toBeLessThan(1e-5);
  if (grad_l) expect(relativeError(gradient('l'), negated(grad_l))).toBeLessThan(1e-5);
});

describe('a unit that does not exist', () => {
  const inputs = (objective: Objective, dims: number[]) => () => objective.inputs(() => dims);
  test('is refused with the range of those that do', () => {
    expect(inputs(channel({ layer: 'relu3', unit: 6 }), [3, 1, 6, 4, 5])).toThrow(
      '"relu3" has units 0 to 5; there is no unit 6',
    );
    expect(inputs(channel({ layer: 'relu3', unit: [1, 2] }), [3, 1, 6, 4, 5])).toThrow(FaccentError);
    expect(inputs(neuron({ layer: 'relu3', unit: 1, position: [4, 0] }), [3, 1, 6, 4, 5])).toThrow(
      '4 × 5 positions',
    );
    expect(inputs(neuron({ layer: 'fc', unit: 1 }), [3, 1, 10])).toThrow('has no positions');
  });
});
