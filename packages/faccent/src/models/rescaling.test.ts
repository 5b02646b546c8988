// The range of pixels of networks that rescale them themselves, and that nothing is said where either may be meant.
import { ALL_PASSES, Builder, type Expression, Tensor, finish, writeModel } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.js';
import { fromRescaling } from './rescaling.js';

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

/** What is found of a network that begins so, before a convolution. */
function rangeOf(
  begins: (x: Expression, channels: (values: readonly number[]) => Expression) => Expression,
): unknown {
  const b = new Builder();
  const x = b.input('x', 'float32', [1, 3, 8, 8]);
  const channels = (values: readonly number[]): Expression =>
    b.constant(Tensor.of('float32', values.length === 1 ? [] : [1, 3, 1, 1], values));
  const weights = b.constant(
    Tensor.of(
      'float32',
      [2, 3, 3, 3],
      Array.from({ length: 54 }, (_, i) => i / 54),
    ),
  );
  b.output(b.apply('Conv', [begins(x, channels), weights]), 'y');
  return fromRescaling(Network.open(writeModel(finish(b, { ...ALL_PASSES, fold: false }))), {}).range;
}

describe('a network that rescales', () => {
  test.each<[string, readonly [number, number], Parameters<typeof rangeOf>[0]]>([
    ['bytes to [0, 1]', [0, 255], (x, of) => x.mul(of([1 / 255]))],
    ['bytes to [-1, 1]', [0, 255], (x, of) => x.div(of([127.5])).sub(of([1]))],
    ['bytes by 128', [0, 255], (x, of) => x.sub(of([128])).div(of([128]))],
    ['bytes less a mean, as Caffe has them', [0, 255], (x, of) => x.sub(of([103.939, 116.779, 123.68]))],
    [
      'bytes by mean and deviation of bytes',
      [0, 255],
      (x, of) => x.sub(of(MEAN.map((m) => 255 * m))).div(of(STD.map((s) => 255 * s))),
    ],
    [
      'bytes, then mean and deviation',
      [0, 255],
      (x, of) =>
        x
          .div(of([255]))
          .sub(of(MEAN))
          .div(of(STD)),
    ],
    ['[0, 1] by mean and deviation', [0, 1], (x, of) => x.sub(of(MEAN)).div(of(STD))],
    ['[0, 1] to [-1, 1]', [0, 1], (x, of) => x.mul(of([2])).sub(of([1]))],
    ['what was moved before', [0, 255], (x, of) => x.gather(1, [2, 1, 0]).mul(of([1 / 255]))],
  ])('%s', (_, range, begins) => {
    expect(rangeOf(begins)).toEqual(range);
  });

  test.each<[string, Parameters<typeof rangeOf>[0]]>([
    ['nothing', (x) => x],
    [
      '[-1, 1] by a little mean, as LPIPS does',
      (x, of) => x.sub(of([-0.03, -0.088, -0.188])).div(of([0.458, 0.448, 0.45])),
    ],
    ['by a gain of its own', (x, of) => x.mul(of([0.7]))],
    ['one channel otherwise', (x, of) => x.mul(of([1 / 255, 1 / 255, 1]))],
    ['two ways', (x, of) => x.mul(of([1 / 255])).add(x.mul(of([1 / 128])))],
  ])('%s: nothing is said', (_, begins) => {
    expect(rangeOf(begins)).toBeUndefined();
  });
});
