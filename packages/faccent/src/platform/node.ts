/// <reference types="node" />
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { PORTABLE } from 'onnx-grad';
import { Tensor } from 'onnxruntime-common';
import { threadsByEnvironment } from './node/environment.js';
import { placed, profiled } from './node/placement.js';
import type { Backend, RuntimeOptions, RuntimeSession } from './runtime.js';

export { files } from './node/files.js';
export { modelPlaces } from './node/model-places.js';
export { photographs } from './node/photographs.js';
export { pictures } from './node/pictures.js';

/** Loaded with the first graph: much that starts runs none. */
async function load() {
  // Else it reports what it runs to its maker, and keeps an identifier and a database in the home folder. When it starts
  // it also runs a backtracking regular expression over the whole command line, which overflows the stack past 29 kB.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  const runtime = await import('onnxruntime-node');
  // what it logs it also throws, with a sentence around it
  runtime.env.logLevel = 'fatal';
  return runtime;
}

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };

/** ONNX Runtime in Node.js. */
export const backend: Backend = {
  name: 'onnxruntime-node',
  version,
  create: async (model, options) => {
    const { InferenceSession } = await load();
    // two signatures, and no common one
    const create = (own: RuntimeOptions): Promise<RuntimeSession> =>
      typeof model === 'string' ? InferenceSession.create(model, own) : InferenceSession.create(model, own);
    return options.executionProviders[0] === 'cpu' ? create(options) : profiled(create, options);
  },
  placed,
  Tensor,
  readsFiles: true,
  // in a container there may be less than the machine has
  memory: () => Math.min(totalmem(), process.constrainedMemory() || Infinity),
  threads: threadsByEnvironment,
  // 16 with AVX-512; 8 without, of which 16 is a multiple
  target: (device) =>
    device === 'cpu' ? { blockedChannels: 16, copiesRows: true, smallMaps: 0, integers: true } : PORTABLE,
  providers: { cpu: 'cpu', cuda: 'cuda', coreml: 'coreml', dml: 'dml', webgpu: 'webgpu' },
};

/** What a recipe says of where it was made. */
export const machine = `${process.platform}-${process.arch}, Node.js ${process.versions.node}`;
