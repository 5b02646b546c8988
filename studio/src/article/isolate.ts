import { registered } from '../registered.js';

/** Said of the page's tab before it is loaded again: what to go on with. */
const RESUME = 'faccent article: go on';

/** How long a service worker is waited for, in milliseconds. */
const PATIENCE = 8000;

/** What the page was to go on with, once it was loaded again; taken once. */
export function resumed(): string | undefined {
  try {
    const kept = sessionStorage.getItem(RESUME) ?? undefined;
    // it stays, without what it says: the page is loaded again once
    if (kept) sessionStorage.setItem(RESUME, '');
    return kept;
  } catch {
    // nothing was kept where nothing can be
    return undefined;
  }
}

/**
 * Makes the most of the page before it computes. Threads are those of an isolated page, which the site's service worker makes
 * of it when it is loaded again; the studio's keeps the network and the runtime for when there is no network. Without either
 * it computes all the same.
 * @param studio the folder of the studio, as an address
 * @param resume kept for when the page is loaded again
 */
export async function isolate(studio: string, resume: string): Promise<void> {
  const service = (navigator as Partial<Navigator>).serviceWorker;
  // private windows, plain http
  if (!service) return;
  const late = new Promise<void>((done) => setTimeout(done, PATIENCE));
  try {
    if (
      !crossOriginIsolated &&
      (await service.getRegistration()) &&
      sessionStorage.getItem(RESUME) === null
    ) {
      await Promise.race([service.ready, late]);
      sessionStorage.setItem(RESUME, resume);
      location.reload();
      // nothing else begins on a page that goes
      await new Promise(() => undefined);
    }
    // the studio's own has no part in a page that is being written
    if (!import.meta.env.DEV) await Promise.race([registered(studio), late]);
  } catch {
    // no service worker may be had here: one thread, and nothing is kept
  }
}
