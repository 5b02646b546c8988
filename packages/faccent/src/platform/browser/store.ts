interface Kept {
  match(key: string): Promise<Response | undefined>;
  put(key: string, response: Response): Promise<void>;
  keys(): Promise<readonly { readonly url: string }[]>;
}

declare const caches: { open(name: string): Promise<Kept> } | undefined;

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
    const kept = await (await this.cache())?.match(key);
    return kept && new Uint8Array(await kept.arrayBuffer());
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const cache = await this.cache();
    try {
      if (!cache) throw new Error('none');
      await cache.put(key, new Response(bytes as Uint8Array<ArrayBuffer>));
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
