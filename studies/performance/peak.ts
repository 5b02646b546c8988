import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Builder, Tensor as Constant, finish, writeModel } from 'onnx-grad';

/** GFLOP/s of one large 3 × 3 convolution in ONNX Runtime: what this machine's arithmetic can do. */
export async function peakFlops(threads: number): Promise<{ gigaflops: number }> {
  const [n, channels, side] = [4, 256, 56];
  const b = new Builder();
  const x = b.input('x', 'float32', [n, channels, side, side]);
  const dims = [channels, channels, 3, 3];
  const length = dims.reduce((a, c) => a * c);
  const weights = b.constant(
    Constant.of(
      'float32',
      dims,
      Float64Array.from({ length }, (_, i) => Math.sin(i)),
    ),
  );
  b.output(b.apply('Conv', [x, weights], { pads: [1, 1, 1, 1], kernel_shape: [3, 3] }), 'y');
  const session = await InferenceSession.create(writeModel(finish(b)), { intraOpNumThreads: threads });
  const data = new Float32Array(n * channels * side * side).fill(0.5);
  const feeds = { x: new Tensor('float32', data, [n, channels, side, side]) };
  let best = Infinity;
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    await session.run(feeds);
    best = Math.min(best, performance.now() - started);
  }
  await session.release();
  return { gigaflops: (2 * n * side * side * channels * channels * 9) / best / 1e6 };
}
