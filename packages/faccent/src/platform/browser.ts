import { PORTABLE } from 'onnx-grad';
import { Tensor, env } from 'onnxruntime-common';
import { inTurn, oneAtATime } from './browser/one-at-a-time.js';
import { type DeviceMemory, watching } from './on-device.js';
import type { Backend, RuntimeTensor } from './runtime.js';

export { files } from './browser/files.js';
export { modelPlaces } from './browser/model-places.js';
export { photographs } from './browser/photographs.js';
export { pictures } from './browser/pictures.js';

/**
 * ONNX Runtime's build for each of its providers: the one without WebGPU is half as large, and starts in half the time.
 * Dynamic imports, so that a page loads what it runs.
 */
const BUILDS = {
  wasm: {
    load: () => import('onnxruntime-web/wasm'),
    script: () => new URL('onnxruntime-web/ort-wasm-simd-threaded.mjs', import.meta.url),
    binary: () => new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url),
  },
  webgpu: {
    load: () => import('onnxruntime-web/webgpu'),
    script: () => new URL('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs', import.meta.url),
    binary: () => new URL('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url),
  },
};

/**
 * Where the scripts of a build's threads are, if a bundler has put them somewhere. By itself a thread loads the chunk that
 * ONNX Runtime is in, and where that chunk imports the page's, as bundlers like it to, it would run the page.
 */
async function threadScripts(
  build: Record<'script' | 'binary', () => URL>,
): Promise<{ mjs: URL | string; wasm: URL } | undefined> {
  const [mjs, wasm] = [build.script(), build.binary()];
  if (mjs.pathname.includes('/onnxruntime-web/ort-')) return undefined;
  const response = await fetch(mjs);
  if (/javascript/.test(response.headers.get('content-type') ?? '')) return { mjs, wasm };
  // browsers run no script that a server calls something else, and some servers do not know .mjs
  const script = new Blob([await response.arrayBuffer()], { type: 'text/javascript' });
  return { mjs: URL.createObjectURL(script), wasm };
}

/** A GPU in a browser, as far as it is used here. */
interface Gpu {
  readonly lost: Promise<{ readonly message: string }>;
  readonly queue: { writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView): void };
  createBuffer(of: { readonly size: number; readonly usage: number }): GpuBuffer;
}
interface GpuBuffer {
  readonly size: number;
}
interface Adapters {
  requestAdapter(): Promise<{
    readonly info: { readonly isFallbackAdapter?: boolean; readonly architecture: string };
  } | null>;
}

/** Buffers that shaders read and that are written to: GPUBufferUsage.STORAGE, COPY_DST and COPY_SRC. */
const USAGE = 0x80 | 0x8 | 0x4;

/** One for each GPU: ONNX Runtime gives its own up with the last of its sessions, and the next begins with another. */
const memories = new WeakMap<Gpu, DeviceMemory>();

/** The memory of the GPU of the session that was made last. */
async function gpuMemory(): Promise<DeviceMemory> {
  const ort = await BUILDS.webgpu.load();
  const gpu = (await ort.env.webgpu.device) as Gpu;
  const memory = memories.get(gpu) ?? memoryOf(gpu);
  memories.set(gpu, memory);
  return memory;
}

function memoryOf(gpu: Gpu): DeviceMemory {
  const onGpu = (gpuBuffer: unknown, { type, dims }: Pick<RuntimeTensor, 'type' | 'dims'>) =>
    Tensor.fromGpuBuffer(gpuBuffer as never, { dataType: type as 'float32', dims });
  return {
    upload: ({ data, ...value }) => {
      // shaders read four numbers at once
      const size = Math.ceil(data.byteLength / 16) * 16;
      const buffer = gpu.createBuffer({ size, usage: USAGE });
      gpu.queue.writeBuffer(buffer, 0, data);
      return onGpu(buffer, value);
    },
    feed: (output) => onGpu((output as Tensor).gpuBuffer, output),
    read: (output) => oneAtATime(() => output.getData()),
    free: (output) => oneAtATime(() => Promise.resolve(output.dispose!())),
    watch: watching(
      'webgpu',
      gpu.lost.then(({ message }) => message),
    ),
  };
}

/** ONNX Runtime in a browser. Threads need a cross-origin isolated page; without one there is a single thread. */
export const backend: Backend = {
  name: 'onnxruntime-web',
  version: env.versions.common,
  create: async (model, options) => {
    const [provider] = options.executionProviders as [keyof typeof BUILDS];
    const build = BUILDS[provider];
    const ort = await build.load();
    // WASM's thread pool is made once, with the first session
    if (options.intraOpNumThreads) ort.env.wasm.numThreads = options.intraOpNumThreads;
    if (ort.env.wasm.numThreads !== 1) ort.env.wasm.wasmPaths ??= await threadScripts(build);
    return inTurn(() =>
      typeof model === 'string'
        ? ort.InferenceSession.create(model, options)
        : ort.InferenceSession.create(model, options),
    );
  },
  Tensor,
  // a CPU, but no blocked convolutions; on maps of 25 positions products take a sixth of the time, at 100 they take more
  target: (device) =>
    device === 'cpu' ? { ...PORTABLE, copiesRows: true, integers: true, smallMaps: 36 } : PORTABLE,
  imitated: async () => {
    const adapter = await (navigator as { gpu?: Adapters }).gpu?.requestAdapter();
    return adapter?.info.isFallbackAdapter === true || adapter?.info.architecture === 'swiftshader';
  },
  memoryOn: (device) => (device === 'webgpu' ? gpuMemory : undefined),
  // all that WASM can address
  memory: () => 2 ** 32,
  threads: () => (crossOriginIsolated ? navigator.hardwareConcurrency : 1),
  providers: { cpu: 'wasm', webgpu: 'webgpu' },
};

declare const navigator: { readonly hardwareConcurrency: number; readonly userAgent: string };

declare const crossOriginIsolated: boolean;

/** What a recipe says of where it was made. */
export const machine = navigator.userAgent;
