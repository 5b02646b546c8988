import { backend as defaultBackend } from '#platform';
import { fingerprint } from '../math/fingerprint.js';
import { type Backend, type Session, type SessionOptions, createSession } from '../platform/runtime.js';

/** Compiled graphs that outlive a run: runs of the same graph, whatever the photograph and the unit, share them. */
export interface GraphCache {
  /** Releases all of them. */
  release(): Promise<void>;
}

/** Where graphs run, and whether they are shared. */
export interface Running extends SessionOptions {
  readonly backend?: Backend;
  /** Graphs are shared with whatever has the same cache; released with it, and not by who uses them. */
  readonly cache?: GraphCache;
}

/** What `graphCache` makes. */
export class SessionCache implements GraphCache {
  private readonly sessions = new Map<string, Promise<Session>>();

  /** The session of a key, made where there is none. */
  session(key: string, make: () => Promise<Session>): Promise<Session> {
    const found = this.sessions.get(key) ?? make();
    this.sessions.set(key, found);
    // what could not be made may be tried again
    found.catch(() => this.sessions.delete(key));
    return found;
  }

  async release(): Promise<void> {
    const made = await Promise.allSettled(this.sessions.values());
    this.sessions.clear();
    for (const result of made) if (result.status === 'fulfilled') await result.value.release();
  }
}

/**
 * A cache for the option `cache` of several runs: many photographs, or many units of one layer, in one compiled graph.
 * `activations`, `strongest` and attributions take it too. What is in it takes memory until it is released.
 * @example
 * const cache = graphCache();
 * for (const one of photos) await accentuate(model, one, objective, { cache }); // compiled once
 * await cache.release();
 */
export const graphCache = (): GraphCache => new SessionCache();

const fingerprints = new WeakMap<Uint8Array, Promise<string>>();

/** What tells a graph's bytes, which are as large as its model and not written to, from another's: found once. */
export function fingerprintOf(bytes: Uint8Array): Promise<string> {
  const found = fingerprints.get(bytes) ?? fingerprint(bytes);
  fingerprints.set(bytes, found);
  return found;
}

/** A compiled graph, and how who has it is done with it. */
export interface OpenSession extends Pick<Session, 'run'> {
  close(): Promise<void>;
}

/**
 * How a graph runs: those beside a step may have threads of their own and run anywhere; of a step, what it makes for the
 * next stays where it is made.
 */
export interface HowToRun {
  readonly threads?: number;
  readonly anywhere?: boolean;
  readonly stay?: readonly string[];
}

/**
 * Compiles a graph, or finds it in the cache.
 * @throws FaccentError as `createSession`
 */
export async function openSession(
  bytes: Uint8Array,
  { device, threads, backend = defaultBackend, cache }: Running,
  how: HowToRun = {},
): Promise<OpenSession> {
  const options = { device, threads, ...how };
  const make = (): Promise<Session> => createSession(backend, bytes, options);
  if (cache instanceof SessionCache) {
    const key = [device, options.threads, how.anywhere, await fingerprintOf(bytes)].join(':');
    const shared = await cache.session(key, make);
    return { run: (feeds, fetches) => shared.run(feeds, fetches), close: () => Promise.resolve() };
  }
  const own = await make();
  return { run: (feeds, fetches) => own.run(feeds, fetches), close: () => own.release() };
}
