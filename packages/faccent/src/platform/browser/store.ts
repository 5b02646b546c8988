import { digestWhereSecure } from '../../math/digest.js';

interface Kept {
  match(key: string): Promise<Response | undefined>;
  put(key: string, response: Response): Promise<void>;
  keys(): Promise<readonly { readonly url: string }[]>;
}

declare const caches: { open(name: string): Promise<Kept> } | undefined;

/** The header that has the SHA-256 of what is kept. */
const HASH = 'x-faccent-sha256';

/** What this page has found whole: it is not hashed again. */
const whole = new Set<string>();

/**
 * What is kept under addresses: in the Cache API where the page has one, which lasts, and besides for as long as the page
 * needs it: a page that is not secure has none, and one that is may have no room left.
 */
export class Store {
  private readonly held = new Map<string, Uint8Array>();
  private opened: Promise<Kept | undefined> | undefined;

  private cache(): Promise<Kept | undefined> {
    return (this.opened ??=
      typeof caches === 'undefined'
        ? Promise.resolve(undefined)
        : caches.open('faccent').catch(() => undefined));
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const held = this.held.get(key);
    if (held) return held;
    const cache = await this.cache();
    // what cannot be read is fetched again
    const kept = await cache?.match(key).catch(() => undefined);
    const read = await kept?.arrayBuffer().catch(() => undefined);
    if (!kept || !read) return undefined;
    const bytes = new Uint8Array(read);
    // what older versions kept has none: it is fetched once more
    if (!whole.has(key) && (await digestWhereSecure(bytes)) !== kept.headers.get(HASH)) return undefined;
    whole.add(key);
    return bytes;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const cache = await this.cache();
    try {
      if (!cache) throw new Error('none');
      // a page that has a cache is secure, and has hashes
      const headers = { [HASH]: (await digestWhereSecure(bytes))! };
      await cache.put(key, new Response(bytes as Uint8Array<ArrayBuffer>, { headers }));
      whole.add(key);
    } catch {
      this.held.set(key, bytes);
    }
  }

  /** All keys that begin so. */
  async keys(start: string): Promise<string[]> {
    const kept = (await (await this.cache())?.keys()) ?? [];
    return [...new Set([...this.held.keys(), ...kept.map(({ url }) => url)])].filter((key) =>
      key.startsWith(start),
    );
  }
}
