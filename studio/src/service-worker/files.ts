declare const __FILES__: Readonly<Record<string, string>>;

/** The SHA-256 of every file of this version, in hexadecimals, by its path from the page's folder. */
export const FILES: ReadonlyMap<string, string> = new Map(Object.entries(__FILES__));

/** The page itself: what its folder's address leads to. */
export const PAGE = 'index.html';

/**
 * What is kept once somebody has needed it: networks and the runtime, 9 to 27 MB each, and photographs. All others are kept
 * from the start.
 */
export const isForLater = (path: string): boolean => /^(network|runtime)\/|\.(png|jpg)$/.test(path);

/** Whether a file's name tells its version. */
export const isNamedByHash = (path: string): boolean => path.startsWith('assets/');

/** The SHA-256 of a response's body, in hexadecimals. */
export async function hashOf(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
