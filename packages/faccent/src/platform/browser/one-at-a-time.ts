import type { RuntimeSession } from '../runtime.js';

let last: Promise<unknown> = Promise.resolve();

/**
 * Does something once all before it is done. ONNX Runtime's WASM has one stack, on which a call keeps its arguments while it
 * waits: what begins before another has ended gets them mixed up, and fails or, worse, computes with them.
 */
export function oneAtATime<T>(what: () => Promise<T>): Promise<T> {
  const next = last.then(what);
  last = next.catch(() => undefined);
  return next;
}

/** A session that is made, run and released while no other is. */
export async function inTurn(create: () => Promise<RuntimeSession>): Promise<RuntimeSession> {
  const session = await oneAtATime(create);
  // what else it has is its own
  return Object.assign(Object.create(session) as RuntimeSession, {
    run: (...given: Parameters<RuntimeSession['run']>) => oneAtATime(() => session.run(...given)),
    release: () => oneAtATime(() => session.release()),
  });
}
