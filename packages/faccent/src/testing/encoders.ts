import { Tensor } from 'onnx-grad';
import { noise } from './golden.js';
import { network } from './networks.js';

export const LATENTS = 6;

export const weights = (count: number, seed: number): number[] => [...noise(count, seed)];

/** relu(x · w + b), of rows: (n, channels) → (n, 6). Its weights are called as those of tiny.onnx. */
export const rowEncoder = (channels: number, seed = 1, name = 'fc.weight', n: number | string = 'n') =>
  network(
    { x: [n, channels] },
    [
      ['MatMul', ['x', name], 'product'],
      ['Add', ['product', 'b'], 'sum'],
      ['Relu', ['sum'], 'latents'],
    ],
    {
      [name]: Tensor.of('float32', [channels, LATENTS], weights(channels * LATENTS, seed)),
      b: Tensor.of('float32', [LATENTS], weights(LATENTS, 9)),
    },
  );

/** The same as a 1 × 1 convolution: (n, channels, h, w) → (n, 6, h, w). */
export const mapEncoder = (channels: number, seed = 1) => {
  const w = weights(channels * LATENTS, seed);
  const transposed = Array.from(
    { length: w.length },
    (_, i) => w[(i % channels) * LATENTS + Math.floor(i / channels)]!,
  );
  return network(
    { x: ['n', channels, 'h', 'w'] },
    [
      ['Conv', ['x', 'fc.weight', 'b'], 'sum'],
      ['Relu', ['sum'], 'latents'],
    ],
    {
      'fc.weight': Tensor.of('float32', [LATENTS, channels, 1, 1], transposed),
      b: Tensor.of('float32', [LATENTS], weights(LATENTS, 9)),
    },
  );
};
