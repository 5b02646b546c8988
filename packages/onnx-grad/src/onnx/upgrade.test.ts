// Proves that models of older operator sets have the values that those sets gave them.
import { describe, expect, test } from 'vitest';
import { Tensor } from '../graph/tensor.js';
import { node } from '../testing/models.js';
import { floats, run, simple } from '../testing/run.js';

describe('older operator sets', () => {
  const x = floats([2, 3], 1, -2, 3, 4, 5, -6);
  const y = (opset: number, ...nodes: ReturnType<typeof node>[]): number[] => {
    const result = run(simple({ opset, node: nodes }), { x }).y!;
    return [...result.numbers];
  };

  test('axes as attributes', () => {
    expect(
      y(9, node('Unsqueeze', ['x'], ['a'], { axes: [0] }), node('Squeeze', ['a'], ['y'], { axes: [0] })),
    ).toEqual([...x.numbers]);
    expect(y(11, node('ReduceSum', ['x'], ['y'], { axes: [1], keepdims: 0 }))).toEqual([2, 3]);
    expect(y(13, node('ReduceMean', ['x'], ['y'], { axes: [0] }))).toEqual([2.5, 1.5, -1.5]);
    expect(y(17, node('ReduceMax', ['x'], ['y'], { axes: [1] }))).toEqual([3, 5]);
    expect(y(12, node('ReduceL2', ['x'], ['y'], { axes: [1], keepdims: 0 }))[0]).toBeCloseTo(
      Math.sqrt(14),
      5,
    );
  });

  test('limits, pads and slices as attributes', () => {
    expect(y(8, node('Clip', ['x'], ['y'], { min: { float: -1 }, max: { float: 3 } }))).toEqual([
      1, -1, 3, 3, 3, -1,
    ]);
    expect(y(9, node('Slice', ['x'], ['y'], { starts: [1], ends: [3], axes: [1] }))).toEqual([-2, 3, 5, -6]);
    expect(y(9, node('Slice', ['x'], ['y'], { starts: [1], ends: [2] }))).toEqual([4, 5, -6]);
    expect(y(10, node('Pad', ['x'], ['y'], { pads: [0, 0, 0, 1], value: { float: 7 } }))).toEqual([
      1, -2, 3, 7, 4, 5, -6, 7,
    ]);
    expect(y(11, node('Split', ['x'], ['a', 'y'], { axis: 1, split: [1, 2] }))).toEqual([-2, 3, 5, -6]);
    expect(y(11, node('Split', ['x'], ['y', 'b'], { axis: 0 }))).toEqual([1, -2, 3]);
  });

  test('softmax over all axes from the given one', () => {
    const whole = y(11, node('Softmax', ['x'], ['y'], { axis: 0 }));
    expect(whole.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(whole[4]! / whole[3]!).toBeCloseTo(Math.E, 4);
    expect(y(13, node('Softmax', ['x'], ['y'], { axis: 0 })).reduce((a, b) => a + b)).toBeCloseTo(3, 5);
    expect(
      y(11, node('LogSoftmax', ['x'], ['y']))
        .map(Math.exp)
        .reduce((a, b) => a + b),
    ).toBeCloseTo(2, 5);
  });

  test('hardmax likewise, the axis of a spectrum, TopK’s count', () => {
    expect(y(12, node('Hardmax', ['x'], ['y'], { axis: 0 }))).toEqual([0, 0, 0, 0, 1, 0]);
    expect(y(13, node('Hardmax', ['x'], ['y'], { axis: 0 }))).toEqual([0, 0, 1, 1, 1, 0]);
    const spectrum = simple({
      opset: 17,
      inputs: [{ name: 'x', dims: [1, 2, 3, 1] }],
      node: [node('DFT', ['x'], ['y'])],
    });
    const sums = run(spectrum, { x: floats([1, 2, 3, 1], 1, 2, 3, 4, 5, 6) }).y!;
    expect([...sums.numbers].filter((_, i) => i % 2 === 0)).toEqual([5, 7, 9, -3, -3, -3]);
    expect(y(9, node('TopK', ['x'], ['y', 'places'], { k: 2 }))).toEqual([3, 1, 5, 4]);
    expect(y(11, node('ReduceLogSumExp', ['x'], ['y'], { axes: [0, 1] }))[0]).toBeCloseTo(
      Math.log(x.numbers.reduce((sum, v) => sum + Math.exp(v), 0)),
      5,
    );
  });

  test('a nearest neighbour as TensorFlow 1 counted it', () => {
    const sizes = Tensor.ints([1, 1, 1, 6]);
    const bytes = simple({
      opset: 11,
      inputs: [{ name: 'x', dims: [1, 1, 1, 3] }],
      node: [
        node('Resize', ['x', 'none', 'none', 'sizes'], ['y'], {
          coordinate_transformation_mode: 'tf_half_pixel_for_nn',
          mode: 'nearest',
          nearest_mode: 'floor',
        }),
      ],
      initializers: { sizes, none: floats([0]) },
    });
    expect([...run(bytes, { x: floats([1, 1, 1, 3], 3, 4, 5) }).y!.numbers]).toEqual([3, 3, 4, 4, 5, 5]);
  });

  test('dropout with a mask, batch normalization with statistics, upsampling', () => {
    expect(y(10, node('Dropout', ['x'], ['y', 'mask'], { ratio: { float: 0.5 } }))).toEqual([...x.numbers]);
    const ones = floats([3], 1, 1, 1);
    const bytes = simple({
      opset: 8,
      node: [
        node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], ['y', 'a1', 'a2', 'a3', 'a4'], {
          spatial: 1,
          epsilon: { float: 0 },
        }),
      ],
      initializers: { s: ones, b: ones, m: ones, v: ones },
    });
    expect([...run(bytes, { x }).y!.numbers]).toEqual([...x.numbers]);
    const up = simple({
      opset: 8,
      inputs: [{ name: 'x', dims: [1, 1, 1, 2] }],
      node: [node('Upsample', ['x'], ['y'], { mode: 'nearest', scales: { floats: [1, 1, 2, 2] } })],
    });
    expect([...run(up, { x: floats([1, 1, 1, 2], 3, 4) }).y!.numbers]).toEqual([3, 3, 4, 4, 3, 3, 4, 4]);
  });
});
