/// <reference types="node" />
import { PORTABLE } from 'onnx-grad';
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor, env } from 'onnxruntime-node';
import type { Backend } from './runtime.js';

export { files } from './node/files.js';
export { modelPlaces } from './node/model-places.js';
export { photographs } from './node/photographs.js';
export { pictures } from './node/pictures.js';

// what it logs it also throws, with a sentence around it
env.logLevel = 'fatal';

/** ONNX Runtime in Node.js. */
export const backend: Backend = {
  name: 'onnxruntime-node',
  version: env.versions.node ?? env.versions.common,
  create: (model, options) =>
    // two signatures, and no common one
    typeof model === 'string'
      ? InferenceSession.create(model, options)
      : InferenceSession.create(model, options),
  Tensor,
  threads: availableParallelism,
  // 16 with AVX-512; 8 without, of which 16 is a multiple
  target: (device) => (device === 'cpu' ? { blockedChannels: 16, copiesRows: true } : PORTABLE),
  providers: { cpu: 'cpu', cuda: 'cuda', coreml: 'coreml', dml: 'dml', webgpu: 'webgpu' },
};

/** What a recipe says of where it was made. */
export const machine = `${process.platform}-${process.arch}, Node.js ${process.versions.node}`;
