import { backend } from '#platform';
import type { Backend } from './runtime.js';

/**
 * The runtime that graphs run on here, for the option `backend`: to wrap it, say.
 * @example
 * const backend = { ...runtime, threads: () => 1 };
 * await accentuate(model, photo, objective, { backend });
 */
export const runtime: Backend = backend;

/**
 * Name of the runtime that graphs run on here.
 * @example console.log(`${runtimeName} ${runtimeVersion}`); // onnxruntime-node 1.30.0
 */
export const runtimeName = backend.name;

/**
 * Its version.
 * @example console.log(`${runtimeName} ${runtimeVersion}`); // onnxruntime-node 1.30.0
 */
export const runtimeVersion = backend.version;

/**
 * Threads of one operator unless a run asks for another number.
 * @example
 * const threads = Math.min(4, defaultThreads());
 * await accentuate(model, photo, objective, { threads });
 */
export const defaultThreads = (): number => backend.threads();

export { type DeviceChoice, chooseDevice } from './device.js';
export type { AddressLike, BlobLike, Drawable, Source } from './platform.js';
export {
  type Backend,
  type Device,
  type Session,
  type SessionOptions,
  type Value,
  value,
} from './runtime.js';
