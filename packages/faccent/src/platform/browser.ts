import { PORTABLE } from 'onnx-grad';
import { Tensor, env } from 'onnxruntime-common';
import type { Backend } from './runtime.js';

export { files } from './browser/files.js';
export { modelPlaces } from './browser/model-places.js';
export { photographs } from './browser/photographs.js';
export { pictures } from './browser/pictures.js';

/**
 * ONNX Runtime's build for each of its providers: the one without WebGPU is half as large, and starts in half the time.
 *
 * Dynamic imports, so that bundlers make each build a chunk of its own: its worker threads load that chunk again, and
 * in one chunk with the page they would run the page's script.
 */
const BUILDS = {
  wasm: () => import('onnxruntime-web/wasm'),
  webgpu: () => import('onnxruntime-web/webgpu'),
};

/** ONNX Runtime in a browser. Threads need a cross-origin isolated page; without one there is a single thread. */
export const backend: Backend = {
  name: 'onnxruntime-web',
  version: env.versions.common,
  create: async (model, options) => {
    const [provider] = options.executionProviders as [keyof typeof BUILDS];
    const ort = await BUILDS[provider]();
    // WASM's thread pool is made once, with the first session
    if (options.intraOpNumThreads) ort.env.wasm.numThreads = options.intraOpNumThreads;
    return typeof model === 'string'
      ? ort.InferenceSession.create(model, options)
      : ort.InferenceSession.create(model, options);
  },
  Tensor,
  // a CPU, but no blocked convolutions
  target: (device) => (device === 'cpu' ? { ...PORTABLE, copiesRows: true } : PORTABLE),
  threads: () => (crossOriginIsolated ? navigator.hardwareConcurrency : 1),
  providers: { cpu: 'wasm', webgpu: 'webgpu' },
};

declare const navigator: { readonly hardwareConcurrency: number; readonly userAgent: string };

declare const crossOriginIsolated: boolean;

/** What a recipe says of where it was made. */
export const machine = navigator.userAgent;
