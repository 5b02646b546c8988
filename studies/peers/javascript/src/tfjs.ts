// One job in tfjs, on the backend "cpu" (plain JavaScript) or "wasm".
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { readModel } from 'onnx-grad';
import { dims, job, measure, views } from './measure.js';
import { tfjsNetwork } from './onnx-to-tfjs.js';
import { findWasm } from './tfjs-wasm.js';

findWasm();
setThreadsCount(2);
if (!(await tf.setBackend(String(job.variant)))) throw new Error(`tfjs has no backend "${job.variant}" here`);
await tf.ready();

const network = tfjsNetwork(readModel(readFileSync(job.file)));
const x = tf.tensor(views, dims);
const activation = (input: tf.Tensor): tf.Tensor => network(input).slice([0, job.unit], [-1, 1]).sum();
const pass = job.work === 'forward' ? network : tf.grad(activation);
await measure(async () => {
  const result = tf.tidy(() => pass(x));
  const numbers = await result.data();
  result.dispose();
  return numbers;
});
