import { FILES, folderOf, hashOf, isForLater } from './files.js';
import { isolated } from './isolated.js';

declare const self: ServiceWorkerGlobalScope;

/** Of this page alone: others of the same origin, under other paths, have their own. */
const open = (): Promise<Cache> => caches.open(`faccent-studio ${self.registration.scope}`);

const addressOf = (path: string): string => new URL(path, self.registration.scope).href;

/** A file is kept under its hash: versions that share it share what is kept. */
const keyOf = (path: string): string => `${addressOf(path)}?sha256=${FILES.get(path)}`;

/** What is kept of a file, if it is whole; what is damaged is deleted. */
export async function kept(path: string): Promise<Response | undefined> {
  const [cache, key] = [await open(), keyOf(path)];
  const found = await cache.match(key);
  if (!found) return undefined;
  // read twice: what comes from the cache as it is may keep its compiled code
  if ((await hashOf(found)) === FILES.get(path)) return cache.match(key);
  await cache.delete(key);
  return undefined;
}

/** What is kept of a file that an older version had: a page of it may still be open. */
export async function keptBefore(path: string): Promise<Response | undefined> {
  return (await open()).match(addressOf(path), { ignoreSearch: true });
}

/** Keeps a file, if it is the one of this version. @returns whether it is */
export async function keep(path: string, response: Response): Promise<boolean> {
  const { status, headers } = response;
  const bytes = await response.arrayBuffer();
  if (status !== 200 || (await hashOf(new Response(bytes))) !== FILES.get(path)) return false;
  await (await open()).put(keyOf(path), isolated(new Response(bytes, { headers })));
  return true;
}

/** Fetches a file and keeps it. @throws Error where the host has another */
async function fetchAndKeep(path: string): Promise<void> {
  // some hosts send on from the page's file to its folder
  const address = addressOf(folderOf(path) ?? path);
  // what the browser has may be of a version before
  for (const cache of ['default', 'reload'] as const)
    if (await keep(path, await fetch(address, { cache }))) return;
  throw new Error(`${address} is not of this version of the page`);
}

/** Keeps all that the page needs to start, or fails. */
export async function keepAll(): Promise<void> {
  const now = [...FILES.keys()].filter((path) => !isForLater(path));
  await Promise.all(now.map(async (path) => (await kept(path)) ?? fetchAndKeep(path)));
}

/** Deletes what other versions have kept. */
export async function deleteOthers(): Promise<void> {
  const cache = await open();
  const ours = new Set([...FILES.keys()].map(keyOf));
  for (const { url } of await cache.keys()) if (!ours.has(url)) await cache.delete(url);
}
