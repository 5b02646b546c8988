// Proves that units, positions, targets, weights and images that do not exist are refused, with those that do.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { evaluate, layers } from '../testing/objectives.js';
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
  diversity,
  interpolation,
  neuron,
  spatial,
  spatialCosine,
  weightedChannel,
  weightedGroup,
} from './index.js';
import type { Objective } from './objective.js';

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

  const refused = (objective: Objective, arrays?: typeof layers) =>
    expect(evaluate(objective, arrays)).rejects;
  test('and so are positions, targets, weights and images that do not fit', async () => {
    const box = { y: 3, x: 0, height: 2, width: 1 };
    await refused(weightedGroup({ layer: 'a', box })).toThrow('there are no 2 × 1 from position 3, 0');
    await refused(direction({ layer: 'a', unit: 1, position: [0, 5] })).toThrow('no position 0, 5');
    await refused(spatial({ layer: 'a', target: [1] })).toThrow(
      '"a" is 6 × 4 × 5, so a target has 120 numbers, not 1',
    );
    await refused(spatialCosine({ layer: 'l', target: [1] })).toThrow('has no positions');
    await refused(weightedChannel({ layer: 'a', weights: [1] })).toThrow('as many weights, not 1');
    await refused(channel({ layer: 'a', unit: 1, item: 2 })).toThrow('images 0 to 1; there is no image 2');
    await refused(compareL1({ layer: 'a', items: [0, 2] })).toThrow('no image 2');
  });
  test('and a batch of one has nothing to compare', async () => {
    const single = { a: { shape: [3, 1, 6], data: layers.l!.data.slice(0, 18) } };
    await refused(alignment({ layer: 'a' }), single).toThrow('alignment compares the images of a batch');
    await refused(diversity({ layer: 'a' }), single).toThrow('only one');
    const ends = { from: { layer: 'a', unit: 0 }, to: { layer: 'a', unit: 1 } };
    await refused(interpolation(ends), single).toThrow('only one');
    await refused(compareCosine({ layer: 'a' }), single).toThrow('no image 1');
  });
  test('and options that mean nothing are refused at once', () => {
    expect(() => cosim({ layer: 'a', unit: 0, power: -1 })).toThrow(
      'cosim.power is -1; it should be a number, 0 or more',
    );
    expect(() => comparePearson({ layer: 'a', power: 0.5 })).toThrow(
      'comparePearson.power is 0.5; it should be a whole number, 0 or more',
    );
    expect(() => spatialCosine({ layer: 'a', target: [1], power: -1 })).toThrow('0 or more');
    expect(() => compareDotCosine({ layer: 'a', power: Infinity })).toThrow('is Infinity; it should be');
    expect(() => compareL2({ layer: 'a', norm: 3 as 2 })).toThrow('norm is 3; it should be 1 or 2');
    expect(() => alignment({ layer: 'a', decay: 0 })).toThrow('decay is 0; it should be a number above 0');
    expect(() => direction({ layer: 'a', unit: 1, position: [0, 0.5] })).toThrow(
      'direction.position[1] is 0.5; it should be a whole number, 0 or more',
    );
    expect(() => compareL1({ layer: 'a', items: [0, -1] })).toThrow('items[1] is -1');
    expect(() => channel({ layer: 'a', unit: -1 })).toThrow('channel.unit is -1');
    expect(() => channel({ layer: 'a', unit: [1, NaN] })).toThrow('channel.unit[1] is NaN');
  });
});
