// Proves which positions of the picture values hold, wherever graphs put them, and which layer is the last that matters.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { findLastWithPositions } from '../../attribution/layer-maps.js';
import { channel } from '../../objective/channel.js';
import { noise } from '../../testing/golden.js';
import { type LayerInit, networkOf, tensor } from '../../testing/networks.js';
import { gridOf } from './of-model.js';

const weights = (...dims: number[]): Tensor =>
  tensor(
    dims,
    noise(
      dims.reduce((a, b) => a * b),
      3,
    ),
  );

/** Patches of 2 × 2 of a picture of 8 × 8, as 16 tokens of 4 channels. */
const patches: LayerInit[] = [
  ['Conv', ['image', 'kernel'], 'maps', { strides: [2, 2] }],
  ['Reshape', ['maps', 'columns'], 'rows'],
  ['Transpose', ['rows'], 'tokens', { perm: [0, 2, 1] }],
];
const constants = { kernel: weights(4, 3, 2, 2), columns: Tensor.ints([-1, 4, 16]) };

describe('a grid', () => {
  test('of every second row and column is one; of half of them, or in part, it is none', () => {
    const network = networkOf(
      8,
      [
        ...patches,
        ['Reshape', ['tokens', 'square'], 'placed'],
        ['Slice', ['placed', 'zeros', 'ends', 'axes', 'twos'], 'thin'],
        ['Slice', ['placed', 'zeros', 'twos', 'axes'], 'corner'],
        ['Gather', ['tokens', 'some'], 'chosen', { axis: 1 }],
        ['ReduceMean', ['thin', 'axes'], 'out', { keepdims: 0 }],
      ],
      {
        ...constants,
        square: Tensor.ints([-1, 4, 4, 4]),
        zeros: Tensor.ints([0, 0]),
        ends: Tensor.ints([4, 4]),
        axes: Tensor.ints([1, 2]),
        twos: Tensor.ints([2, 2]),
        some: Tensor.ints([3, 1, 4, 15, 9]),
      },
    );
    expect(gridOf(network, 'thin')).toMatchObject({ size: [2, 2], axes: [1, 2] });
    expect(gridOf(network, 'corner')).toBeUndefined();
    expect(gridOf(network, 'chosen')).toBeUndefined();
  });

  test('is found wherever tokens are put, whatever stands between them', () => {
    const order = [16, 3, 1, 0, 17, 2, ...Array.from({ length: 12 }, (_, i) => 15 - i)];
    const network = networkOf(
      8,
      [
        ...patches,
        ['Pad', ['tokens', 'pads'], 'further'],
        ['Gather', ['further', 'order'], 'shuffled', { axis: 1 }],
        ['MatMul', ['shuffled', 'product'], 'mixed'],
        ['ReduceMean', ['mixed', 'axes'], 'out', { keepdims: 0 }],
      ],
      {
        ...constants,
        pads: Tensor.ints([0, 0, 0, 0, 2, 0]),
        order: Tensor.ints(order),
        product: weights(4, 4),
        axes: Tensor.ints([1]),
      },
    );
    const places = Array.from({ length: 16 }, (_, token) => order.indexOf(token));
    expect(gridOf(network, 'mixed')).toEqual({ size: [4, 4], axes: [1], places: Int32Array.from(places) });
  });

  test('is not that of tokens of several grids, one after the other', () => {
    const network = networkOf(
      8,
      [
        ...patches,
        ['Conv', ['maps', 'coarser'], 'coarse', { strides: [2, 2] }],
        ['Reshape', ['coarse', 'fewer'], 'fewer rows'],
        ['Concat', ['rows', 'fewer rows'], 'both', { axis: 2 }],
        ['ReduceMean', ['both', 'axes'], 'out', { keepdims: 0 }],
      ],
      {
        ...constants,
        coarser: weights(4, 4, 2, 2),
        fewer: Tensor.ints([-1, 4, 4]),
        axes: Tensor.ints([2]),
      },
    );
    expect(gridOf(network, 'fewer rows')!.size).toEqual([2, 2]);
    expect(gridOf(network, 'both')).toBeUndefined();
  });

  test('of coarser patches takes a class token that stood with finer ones', () => {
    const network = networkOf(
      8,
      [
        ...patches,
        ['Pad', ['tokens', 'pads'], 'further'],
        ['Slice', ['further', 'zero', 'one', 'one'], 'class'],
        ['Conv', ['maps', 'coarser'], 'coarse', { strides: [2, 2] }],
        ['Reshape', ['coarse', 'fewer'], 'fewer rows'],
        ['Transpose', ['fewer rows'], 'fewer tokens', { perm: [0, 2, 1] }],
        ['Concat', ['class', 'fewer tokens'], 'pooled', { axis: 1 }],
        ['ReduceMean', ['pooled', 'one'], 'out', { keepdims: 0 }],
      ],
      {
        ...constants,
        pads: Tensor.ints([0, 1, 0, 0, 0, 0]),
        zero: Tensor.ints([0]),
        one: Tensor.ints([1]),
        coarser: weights(4, 4, 2, 2),
        fewer: Tensor.ints([-1, 4, 4]),
      },
    );
    const places = Int32Array.of(1, 2, 3, 4);
    expect(gridOf(network, 'pooled')).toEqual({ size: [2, 2], axes: [1], places });
  });

  test('is made anew by what is resized to any size', () => {
    const network = networkOf(
      8,
      [
        ...patches,
        ['Resize', ['maps', '', '', 'sizes'], 'resized', { mode: 'linear' }],
        ['ReduceMean', ['resized', 'axes'], 'out', { keepdims: 0 }],
      ],
      { ...constants, sizes: Tensor.ints([1, 4, 5, 7]), axes: Tensor.ints([2, 3]) },
    );
    expect(gridOf(network, 'resized')!.size).toEqual([5, 7]);
  });
});

describe('the last layer whose positions matter', () => {
  test('to one of several joined heads is of that head', () => {
    const network = networkOf(
      8,
      [
        ...patches.slice(0, 1),
        ['Conv', ['maps', 'first'], 'boxes', { pads: [1, 1, 1, 1] }],
        ['Conv', ['maps', 'second'], 'classes', { pads: [1, 1, 1, 1] }],
        ['Concat', ['classes', 'boxes'], 'heads', { axis: 1 }],
        ['ReduceMean', ['heads', 'axes'], 'out', { keepdims: 0 }],
      ],
      { ...constants, first: weights(2, 4, 3, 3), second: weights(3, 4, 3, 3), axes: Tensor.ints([2, 3]) },
    );
    const last = (unit: number): string | undefined =>
      findLastWithPositions(network, channel({ layer: 'heads', unit }));
    expect([last(0), last(2), last(3), last(4)]).toEqual(['classes', 'classes', 'boxes', 'boxes']);
  });

  test('is no projection into attention, though all passes there', () => {
    const network = networkOf(
      8,
      [
        ...patches,
        ['Relu', ['tokens'], 'features'],
        ['MatMul', ['features', 'projection'], 'keys and values'],
        ['Split', ['keys and values', 'halves'], 'keys', { axis: 2 }],
        ['Transpose', ['keys'], 'turned', { perm: [0, 2, 1] }],
        ['MatMul', ['probe', 'turned'], 'scores'],
        ['Softmax', ['scores'], 'attention', { axis: -1 }],
        ['MatMul', ['attention', 'keys'], 'out'],
      ],
      {
        ...constants,
        projection: weights(4, 4),
        halves: Tensor.ints([4]),
        probe: weights(1, 1, 4),
      },
    );
    const last = findLastWithPositions(network, channel({ layer: 'out', unit: 1 }));
    expect(last).toBe('features');
  });
});
