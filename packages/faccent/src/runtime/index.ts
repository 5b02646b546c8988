import { backend } from '#runtime';

/** Name of the runtime that graphs run on here. */
export const runtimeName = backend.name;

/** Its version. */
export const runtimeVersion = backend.version;

/**
 * Threads of one operator unless a run asks for another number.
 * @example const threads = defaultThreads()
 */
export const defaultThreads = (): number => backend.threads();
