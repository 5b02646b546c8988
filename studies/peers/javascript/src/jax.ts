// One job in jax-js with its ONNX loader, on WebAssembly; op by op ("eager") or as one compiled function ("jit").
import { readFileSync } from 'node:fs';
import { type Array, grad, init, jit, numpy as np } from '@jax-js/jax';
import { ONNXModel } from '@jax-js/onnx';
import { dims, job, measure, views } from './measure.js';

await init('wasm');
const model = new ONNXModel(new Uint8Array(readFileSync(job.file)));
const x = np.array(views).reshape(dims);
const run = job.variant === 'jit' ? jit(model.run) : model.run;
const logits = (input: Array): Array => run({ [job.input]: input })[job.output]!;
const activation = (input: Array): Array => logits(input).slice([], job.unit).sum();
const pass = job.work === 'forward' ? logits : grad(activation);
await measure(async () => await pass(x.ref).data());
// the workers of threads.js would keep the process
process.exit(0);
