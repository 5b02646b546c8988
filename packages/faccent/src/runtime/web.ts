import { InferenceSession, Tensor, env } from 'onnxruntime-web/webgpu';
import type { Backend } from './runtime.js';

/** ONNX Runtime in a browser. Threads need a cross-origin isolated page; without one there is a single thread. */
export const backend: Backend = {
  name: 'onnxruntime-web',
  version: env.versions.web ?? env.versions.common,
  create: (model, options) => {
    // WASM's thread pool is made once, with the first session
    if (options.intraOpNumThreads) env.wasm.numThreads = options.intraOpNumThreads;
    return InferenceSession.create(model, options);
  },
  Tensor,
  threads: () => navigator.hardwareConcurrency,
  providers: { cpu: 'wasm', webgpu: 'webgpu' },
};

declare const navigator: { hardwareConcurrency: number };
