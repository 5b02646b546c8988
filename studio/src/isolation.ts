import { registered } from './registered.js';

/** How long a first visit waits for the service worker, in milliseconds: the page's code comes with it, 0.5 MB. */
const PATIENCE = 8000;

/** Said of the page's tab once it was loaded again to be isolated. */
const TRIED = 'faccent studio: loaded again';

/** Why the page is not isolated, where something is known of it. */
let why: string | undefined;

/** Why WASM has a single thread here; undefined where it has more. */
export const oneThreadBecause = (): string | undefined =>
  crossOriginIsolated ? undefined : (why ?? 'the browser does not isolate this page');

/** A server on this machine that isolates its pages needs no help: it is there when the network is not. */
const isServedHere = (): boolean =>
  crossOriginIsolated && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);

/**
 * Resolves when the page can begin to load what is large: isolated where that can be, by a service worker where the host
 * sends no headers, and with the service worker keeping what comes. A first visit may end in here, in the page's being loaded
 * again; that happens once. Without a service worker the page works as it is.
 */
export async function prepare(): Promise<void> {
  if (isServedHere()) return;
  if (!isSecureContext) why = 'this address is neither https nor of this machine';
  // windows that keep nothing have none in some browsers
  else if (!('serviceWorker' in navigator)) why = 'this browser runs no service worker here';
  else if (navigator.serviceWorker.controller) void register().catch(() => undefined);
  else await first();
  if (crossOriginIsolated) forget();
}

/** A visit that no service worker answered: the first, or one past all caches. */
async function first(): Promise<void> {
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), PATIENCE));
  try {
    if ((await Promise.race([register(), late])) === 'late') {
      why = 'the page was not ready for more: load it again';
      return;
    }
    if (crossOriginIsolated || sessionStorage.getItem(TRIED)) return;
    sessionStorage.setItem(TRIED, 'yes');
    location.reload();
    // nothing else begins on a page that goes
    await new Promise(() => undefined);
  } catch (error) {
    why = `its service worker did not start (${(error as Error).message})`;
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(TRIED);
  } catch {
    // nothing was kept where nothing can be
  }
}

const register = (): Promise<void> => registered(document.baseURI);
