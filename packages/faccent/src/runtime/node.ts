/// <reference types="node" />
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor, env } from 'onnxruntime-node';
import type { Backend } from './runtime.js';

/** ONNX Runtime in Node.js. */
export const backend: Backend = {
  name: 'onnxruntime-node',
  version: env.versions.node ?? env.versions.common,
  create: (model, options) => InferenceSession.create(model, options),
  Tensor,
  threads: availableParallelism,
  providers: { cpu: 'cpu', cuda: 'cuda', coreml: 'coreml', dml: 'dml', webgpu: 'webgpu' },
};
