// Which parts of a step, other than the network, tfjs and jax-js have with a gradient: each is tried on a small tensor.
// Prints { what: 'works' | the library's own message }.
import { type Array as JaxArray, grad, init, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import { findWasm } from './tfjs-wasm.js';

findWasm();
await tf.setBackend('wasm');
await tf.ready();
await init('wasm');

async function tried(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'works';
  } catch (error) {
    return (error as Error).message.split('\n')[0]!;
  }
}
const image = (): tf.Tensor => tf.randomUniform([1, 8, 8, 3]);
const crop = (x: tf.Tensor): tf.Tensor =>
  tf.image.cropAndResize(x, [[0.1, 0.1, 0.9, 0.9]], [0], [4, 4]).sum();
const resize = (x: tf.Tensor): tf.Tensor => tf.image.resizeBilinear(x, [4, 4], true).sum();
const spectrum = (x: tf.Tensor): tf.Tensor => tf.spectral.irfft(tf.complex(x, tf.zerosLike(x))).sum();

/** Against the only right answer: of 6 × 6 rising numbers, windows of 3 every 2, the last of them cut off. */
async function pooled(): Promise<void> {
  const x = tf.range(0, 36).reshape([1, 6, 6, 1]);
  const y = await tf.maxPool(x, 3, 2, 0, 'ceil').data();
  if (Array.from(y).join() !== '14,16,17,26,28,29,32,34,35') throw new Error('wrong numbers');
}

/** Of a real signal twice over, as its parts. */
const backFromFrequencies = (x: JaxArray): JaxArray => np.fft.ifft({ real: x.ref, imag: x }).real.sum();

console.log(
  JSON.stringify({
    'tfjs, wasm: crop and resize': await tried(() => tf.grad(crop)(image()).data()),
    'tfjs, wasm: max-pool that rounds its size up (forward)': await tried(pooled),
    'tfjs, wasm: bilinear resize': await tried(() => tf.grad(resize)(image()).data()),
    'tfjs, wasm: inverse real Fourier transform': await tried(() =>
      tf
        .grad(spectrum)(tf.ones([4, 5]))
        .data(),
    ),
    'jax-js, wasm: inverse Fourier transform': await tried(() =>
      grad(backFromFrequencies)(np.ones([4, 8])).data(),
    ),
  }),
);
