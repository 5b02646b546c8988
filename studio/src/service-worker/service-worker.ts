// Isolates the page on hosts that send no headers, and keeps it for when there is no network. A version is kept whole or not
// at all, and takes over when no page of the one before is open, or when the page asks for it.
import { FILES, PAGE, isNamedByHash } from './files.js';
import { isolated } from './isolated.js';
import { deleteOthers, keep, keepAll, kept, keptBefore } from './kept.js';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => event.waitUntil(keepAll()));

// the page that is open waits for it
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(self.skipWaiting());
  if (event.data === 'begun') event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const path = pathOf(event.request);
  if (path !== undefined) event.respondWith(answer(event, path));
});

/** The path from the page's folder; undefined for what is none of the page's. */
function pathOf({ method, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  const { scope } = self.registration;
  if (method !== 'GET' || !`${origin}${pathname}`.startsWith(scope)) return undefined;
  const path = `${origin}${pathname}`.slice(scope.length);
  return path === '' || path.endsWith('/') ? path + PAGE : path;
}

async function answer(event: FetchEvent, path: string): Promise<Response> {
  const { request } = event;
  if (!FILES.has(path)) return (await keptBefore(path)) ?? isolated(await fetch(request));
  // without a cache, full or forbidden, the page works as if nothing were kept
  const found = await kept(path).catch(() => undefined);
  if (found) return found;
  // under another name the browser may have the file of a version before
  const response = isolated(await fetch(request, isNamedByHash(path) ? {} : { cache: 'no-cache' }));
  // the page goes on while it comes in
  event.waitUntil(keep(path, response.clone()).catch(() => undefined));
  return response;
}

/** Deletes what older versions have kept, unless another page of them may be open. */
async function tidy(): Promise<void> {
  if ((await self.clients.matchAll({ type: 'window' })).length <= 1) await deleteOthers();
}
