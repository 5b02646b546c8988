import { backend } from '../platform/node.js';
import type { Backend } from '../platform/runtime.js';

/** The runtime with a count of the graphs that it has compiled and released. */
export function countingBackend(): { backend: Backend; counts: { compiled: number; released: number } } {
  const counts = { compiled: 0, released: 0 };
  const create: Backend['create'] = async (...given) => {
    counts.compiled++;
    const session = await backend.create(...given);
    const release = session.release.bind(session);
    return Object.assign(session, { release: () => (counts.released++, release()) });
  };
  return { backend: { ...backend, create }, counts };
}
