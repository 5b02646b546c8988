import { backend } from '#platform';
import type { Backend } from './runtime.js';

/**
 * The runtime that graphs run on here, for the option `backend`: to wrap it, say.
 * @example const backend = { ...runtime, threads: () => 1 }
 */
export const runtime: Backend = backend;

/** Name of the runtime that graphs run on here. */
export const runtimeName = backend.name;

/** Its version. */
export const runtimeVersion = backend.version;

/**
 * Threads of one operator unless a run asks for another number.
 * @example const threads = defaultThreads()
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
