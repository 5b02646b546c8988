import type { Session } from '../platform/runtime.js';

/** Compiled graphs that outlive a run: runs of the same graph, whatever the photograph and the unit, share them. */
export interface GraphCache {
  /** Releases all of them. */
  release(): Promise<void>;
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
 * @example const cache = graphCache(); for (const photo of photos) await accentuate(model, photo, objective, { cache })
 */
export const graphCache = (): GraphCache => new SessionCache();
