// One job with onnx-grad and ONNX Runtime, on as many threads as the variant says: the network's own file forward, or
// the graph of its gradient.
import { readFileSync } from 'node:fs';
import { Builder, type Target, finish, gradient, instantiate, readModel, writeModel } from 'onnx-grad';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { dims, job, measure, views } from './measure.js';

/** As faccent builds for ONNX Runtime on a CPU (packages/faccent/src/platform/node.ts). */
const TARGET: Target = { blockedChannels: 16, copiesRows: true, smallMaps: 0, integers: true };

function gradientGraph(bytes: Uint8Array): { bytes: Uint8Array; name: string } {
  const b = new Builder(TARGET);
  const input = b.input(job.input, 'float32', dims);
  const layers = instantiate(b, readModel(bytes), {
    inputs: new Map([[job.input, input]]),
    prefix: 'model:',
  });
  const activation = layers(job.output)
    .slice(1, job.unit, job.unit + 1)
    .sum();
  const name = b.output(gradient(b, activation, [input])[0]!, 'gradient').name;
  return { bytes: writeModel(finish(b)), name };
}

const file = readFileSync(job.file);
const { bytes, name } = job.work === 'forward' ? { bytes: file, name: job.output } : gradientGraph(file);
const session = await InferenceSession.create(bytes, { intraOpNumThreads: Number(job.variant) });
const feeds = { [job.input]: new Tensor('float32', views, dims) };
await measure(async () => (await session.run(feeds, [name]))[name]!.data as Float32Array);
