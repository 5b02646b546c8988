import { Worker } from 'node:worker_threads';
import type { Heartbeat } from './leases.js';

/** Tokens are touched at least so often, in milliseconds, whatever the lease: another worker may have a shorter one. */
const OFTEN = 1000;

/** Keeps tokens young in a thread of its own. @param lease in seconds */
export function startHeartbeat(lease: number): Heartbeat {
  const every = Math.max(20, Math.min(OFTEN, (1000 * lease) / 4));
  const thread = new Worker(new URL('./heartbeat-thread.js', import.meta.url), { workerData: { every } });
  thread.unref();
  return {
    hold: (hold) => thread.postMessage({ hold }),
    letGo: (letGo) => thread.postMessage({ letGo }),
    stop: async () => void (await thread.terminate()),
  };
}
