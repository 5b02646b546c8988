import { gradient } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { type GoldenArray, fixture, relativeError, run } from '../testing/golden.js';
import { channel } from './channel.js';
import { neuron } from './neuron.js';
import type { Objective } from './objective.js';

const golden = fixture<{
  activations_a_tbchw: GoldenArray;
  direction_c: GoldenArray;
  cases: { name: string; loss: number; grad_a: GoldenArray }[];
}>('objectives.json');
const direction = golden.direction_c.data;

/** What each golden case is in our terms. */
const CASES: Record<string, Objective> = {
  channel_int: channel({ layer: 'a', unit: 2, item: 0 }),
  channel_vec: channel({ layer: 'a', unit: direction, item: 0 }),
  channel_allbatch: channel({ layer: 'a', unit: 2 }),
  neuron_default: neuron({ layer: 'a', unit: 3, item: 0 }),
  neuron_pos: neuron({ layer: 'a', unit: 3, item: 1, position: [1, 2] }),
  neuron_vec: neuron({ layer: 'a', unit: direction, item: 0, position: [1, 2] }),
};

test.each(golden.cases)('golden $name', async ({ name, loss, grad_a: expected }) => {
  const objective = CASES[name]!;
  const a = golden.activations_a_tbchw;
  const inputs = objective.inputs(() => a.shape);
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([k, v]) => [k, { shape: v.dims, data: v.values }]),
  );
  const result = await run(
    (b, e) => {
      const value = objective.value(() => e.a!, e);
      return { value, gradient: gradient(b, value, [e.a!])[0]! };
    },
    { a, ...feeds },
  );
  expect(Math.abs(result.value![0]! + loss) / Math.abs(loss)).toBeLessThan(1e-5);
  // golden losses are to be lowered, ours are to be raised
  expect(
    relativeError(
      result.gradient!,
      expected.data.map((v) => -v),
    ),
  ).toBeLessThan(1e-5);
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
