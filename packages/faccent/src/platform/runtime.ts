import type { DataType, Target } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { type DeviceMemory, DeviceValue, Feeder } from './on-device.js';
import { refusal } from './refusal.js';
import { checkLength, checkRoom } from './room.js';
import type { RuntimeTensor, Value, Values } from './value.js';
import { type Weightless, needsOf, weightless } from './weights.js';

export type { RuntimeTensor, Value, Values } from './value.js';

/** Where a graph runs: `cpu` (WASM in a browser), or an execution provider of the runtime. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'coreml' | 'dml';

/** Threads that are of use on any machine: each takes memory, and a system has no more than some thousands. */
export const MOST_THREADS = 1024;

/** Where and how graphs are run. */
export interface SessionOptions {
  /** Default `cpu`. */
  readonly device?: Device;
  /** Threads of one operator; by default as many as there are cores. Results are bit-identical for equal counts. */
  readonly threads?: number;
}

/** A compiled graph. */
export interface Session {
  /** Runs the graph once. @returns the outputs named in `fetches`. */
  run(feeds: Readonly<Record<string, Value>>, fetches: readonly string[]): Promise<Record<string, Value>>;
  release(): Promise<void>;
}

// The runtime's own types name those of pages, which a program for Node.js has none of.

/** What a graph is compiled with: the options of ONNX Runtime that are used here. */
export interface RuntimeOptions {
  readonly executionProviders: readonly string[];
  readonly intraOpNumThreads?: number;
  readonly interOpNumThreads?: number;
  readonly executionMode?: 'sequential' | 'parallel';
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'layout' | 'all';
  readonly optimizedModelFilePath?: string;
  readonly enableMemPattern?: boolean;
  /** The outputs that stay where they are made. */
  readonly preferredOutputLocation?: Readonly<Record<string, 'gpu-buffer'>>;
  readonly logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
  readonly enableProfiling?: boolean;
  readonly profileFilePrefix?: string;
  readonly extra?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An `InferenceSession` of ONNX Runtime, as far as it is used here. */
export interface RuntimeSession {
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    fetches: readonly string[],
  ): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

/** What the two thin runtime files export: the part of ONNX Runtime that differs between Node.js and browsers. */
export interface Backend {
  readonly name: string;
  readonly version: string;
  /** @param model its bytes, or where the runtime finds them: a path, or an address in a browser */
  readonly create: (model: Uint8Array | string, options: RuntimeOptions) => Promise<RuntimeSession>;
  readonly Tensor: new (type: Value['type'], data: Values, dims: readonly number[]) => RuntimeTensor;
  /** Threads to use where none are asked for. */
  readonly threads: () => number;
  /** How much memory the values of its graphs have on the CPU, in bytes. */
  readonly memory?: () => number;
  /** What graphs for a device should be made of; by default what every device has. */
  readonly target?: (device: Device) => Target;
  /** Whether it finds weights that a graph names in files of a folder. */
  readonly readsFiles?: boolean;
  /** The runtime's name of each device that it may have. */
  readonly providers: Partial<Record<Device, string>>;
  /**
   * How many operators of a session's first run were computed on its device, which is not the CPU: the runtime gives to
   * the CPU what a device does not have. Undefined where the runtime does not say.
   */
  readonly placed?: (session: RuntimeSession) => Promise<number | undefined>;
  /** Whether software only plays a device that has a session: many times slower than the CPU that plays it. */
  readonly imitated?: (device: Device) => Promise<boolean>;
  /** What keeps values on a device from run to run, where it can: to be called once it has a session. */
  readonly memoryOn?: (device: Device) => (() => Promise<DeviceMemory>) | undefined;
}

/**
 * Weights as they are in their file, and no copies of the runtime's own: neither rearranged for its products, nor
 * transposed for those of gradients.
 */
const mappedWeights = ({ folder, asTheyAre }: Weightless): RuntimeOptions['extra'] => ({
  session: {
    model_external_initializers_file_folder_path: folder,
    disable_prepacking: '1',
    use_device_allocator_for_initializers: '1',
  },
  ...(asTheyAre && { optimization: { disable_specified_optimizers: 'ConstantFolding' } }),
});

/**
 * What the runtime may do to a graph. It takes time by the square of its nodes to fit convolutions to their layout, and
 * several times that of compiling to fuse operators, where there are tens of thousands.
 */
const levelOf = (nodes: number): RuntimeOptions['graphOptimizationLevel'] =>
  nodes > 30_000 ? 'disabled' : nodes > 15_000 ? 'basic' : 'all';

/**
 * Compiles a graph.
 * @param options with `anywhere`, for a small graph that may run on the CPU whole, whatever device is asked for; `stay`:
 * outputs that are left on the device where it can keep them, as `DeviceValue`
 * @throws DeviceLost where the device goes; FaccentError if the runtime refuses the graph or lacks the device; at its first run, if the device runs nothing
 */
export async function createSession(
  backend: Backend,
  model: Uint8Array,
  options: SessionOptions & { readonly anywhere?: boolean; readonly stay?: readonly string[] } = {},
): Promise<Session> {
  const { device = 'cpu', threads = backend.threads(), anywhere = false, stay = [] } = options;
  const provider = backend.providers[device];
  if (!provider) {
    const offered = Object.keys(backend.providers).join(', ');
    throw new FaccentError(`${backend.name} has no device "${device.slice(0, 60)}"; it offers ${offered}`);
  }
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw new FaccentError(`threads is ${threads}; it should be a whole number from 1 to ${MOST_THREADS}`);
  const needed = needsOf(model);
  if (needed) checkLength(needed.nodes);
  if (needed) checkRoom(needed, device === 'cpu' ? backend.memory?.() : undefined);
  const attempt = { name: backend.name, device };
  const outside = weightless(model);
  const mapped = outside && backend.readsFiles && device === 'cpu' ? outside : undefined;
  const memoryOn = backend.memoryOn?.(device);
  let session: RuntimeSession;
  try {
    session = await backend.create(outside && !mapped ? outside.whole() : model, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: levelOf(needed?.nodes ?? 0),
      // the memory pattern of ONNX Runtime holds all values of a step at once: more memory, no faster
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...(memoryOn && {
        preferredOutputLocation: Object.fromEntries(stay.map((name) => [name, 'gpu-buffer'])),
      }),
      ...(mapped && { extra: mappedWeights(mapped) }),
    });
  } catch (cause) {
    throw refusal({ ...attempt, doing: 'compile' }, cause);
  }
  let checked = device === 'cpu' || anywhere || !backend.placed;
  const memory = await memoryOn?.();
  const make = (v: Value): RuntimeTensor => new backend.Tensor(v.type, v.data, v.dims);
  const feeder = memory && new Feeder(memory, make);
  const failed = (cause: unknown): never => {
    throw refusal({ ...attempt, doing: 'run' }, cause);
  };
  const run = async (feeds: Readonly<Record<string, Value>>, fetches: readonly string[]) => {
    const inputs: Record<string, RuntimeTensor> = {};
    for (const [name, v] of Object.entries(feeds)) inputs[name] = feeder ? feeder.tensor(v) : make(v);
    const outputs = await session.run(inputs, fetches).catch(failed);
    if (!checked) {
      checked = true;
      if ((await backend.placed!(session)) === 0)
        throw new FaccentError(
          `the device "${device}" runs no part of this graph, all of it would run on the CPU: ask for the device "cpu"`,
        );
    }
    const values: Record<string, Value> = {};
    for (const name of fetches) {
      const t = outputs[name]!;
      values[name] =
        memory && t.location === 'gpu-buffer'
          ? new DeviceValue(t, memory)
          : {
              type: t.type as Value['type'],
              dims: t.dims,
              data: (await t.getData().catch(failed)) as Values,
            };
    }
    return values;
  };
  return {
    run: (feeds, fetches) => (memory ? memory.watch(() => run(feeds, fetches)) : run(feeds, fetches)),
    // what is on a lost device is gone already
    release: () =>
      session.release().catch((error: unknown) => {
        if (!memory) throw error;
      }),
  };
}

/**
 * A float32 or int64 value of the given shape.
 * @example const grey = value([1, 3, 224, 224], new Float32Array(3 * 224 * 224).fill(0.5));
 */
export function value(dims: readonly number[], data: Values): Value {
  return { type: (data instanceof BigInt64Array ? 'int64' : 'float32') satisfies DataType, dims, data };
}
