// One job in tfjs, on the backend "cpu" (plain JavaScript) or "wasm".
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readModel } from 'onnx-grad';
import { dims, job, measure, views } from './measure.js';
import { tfjsNetwork } from './onnx-to-tfjs.js';

const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(`${path.dirname(entry)}/`);
setThreadsCount(2);
if (!(await tf.setBackend(job.variant))) throw new Error(`tfjs has no backend "${job.variant}" here`);
await tf.ready();

const network = tfjsNetwork(tf, readModel(readFileSync(job.file)));
const x = tf.tensor(views, dims);
const activation = (input) => network(input).slice([0, job.unit], [-1, 1]).sum();
const pass = job.work === 'forward' ? network : tf.grad(activation);
await measure(async () => {
  const result = tf.tidy(() => pass(x));
  const numbers = await result.data();
  result.dispose();
  return numbers;
});
