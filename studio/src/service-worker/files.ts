declare const __FILES__: Readonly<Record<string, string>>;

/** The SHA-256 of every file of this version, in hexadecimals, by its path from the page's folder. */
export const FILES: ReadonlyMap<string, string> = new Map(Object.entries(__FILES__));

/** A page itself: what its folder's address leads to. */
export const PAGE = 'index.html';

/** The address of the folder that a page is of; undefined where a file is none. */
export const folderOf = (path: string): string | undefined =>
  path === PAGE ? '.' : path.endsWith(`/${PAGE}`) ? path.slice(0, -PAGE.length) : undefined;

/**
 * What is kept once somebody has needed it: networks and the runtime, 9 to 27 MB each, photographs and pictures, and the pages
 * of an API. All others are kept from the start.
 */
export const isForLater = (path: string): boolean =>
  /^(network|runtime|api|files)\/|^assets\/api_|\.(png|jpg|webp)$/.test(path);

/** Whether a file's name tells its version. */
export const isNamedByHash = (path: string): boolean => path.startsWith('assets/');

/** The SHA-256 of a response's body, in hexadecimals. */
export async function hashOf(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
