import { backend } from '#runtime';

/** Name and version of the runtime that graphs run on here. */
export const runtimeName = backend.name;
export const runtimeVersion = backend.version;

/** Threads of one operator unless a run asks for another number. */
export const defaultThreads = (): number => backend.threads();
