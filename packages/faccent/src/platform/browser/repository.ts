import type { ListedFile, RepositoryCache } from '../platform.js';
import { digestWhereSecure } from '../../math/digest.js';
import { fetchFile } from './fetch-file.js';
import { HUB } from './hub.js';
import { Store } from './store.js';

const encoded = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decoded = <T>(bytes: Uint8Array | undefined): T | undefined => {
  try {
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  } catch {
    // it is asked for again
    return undefined;
  }
};

/** A repository of the Hub as a page keeps it: under the addresses that it came from. */
export class PageRepository implements RepositoryCache {
  readonly place = "this page's cache";
  private readonly store = new Store();

  constructor(private readonly name: string) {}

  private api = (kind: 'revision' | 'tree', which: string): string =>
    `${HUB}/api/models/${this.name}/${kind}/${encodeURIComponent(which)}`;

  private file = (commit: string, name: string): string =>
    `${HUB}/${this.name}/resolve/${commit}/${name.split('/').map(encodeURIComponent).join('/')}`;

  async commitOf(revision: string): Promise<string | undefined> {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision;
    return decoded(await this.store.get(this.api('revision', revision)));
  }

  async listing(commit: string): Promise<readonly ListedFile[] | undefined> {
    return decoded(await this.store.get(this.api('tree', commit)));
  }

  async names(commit: string): Promise<readonly string[]> {
    const start = this.file(commit, '');
    const keys = await this.store.keys(start);
    return keys.map((key) => decodeURIComponent(key.slice(start.length))).sort();
  }

  read(commit: string, name: string): Promise<Uint8Array | undefined> {
    return this.store.get(this.file(commit, name));
  }

  pathOf(): undefined {
    return undefined;
  }

  /** What is kept is hashed as it is read: what is not whole counts as not there. */
  check: RepositoryCache['check'] = async (commit, { path, size, sha256 }) => {
    const bytes = await this.store.get(this.file(commit, path));
    if (!bytes) return { state: 'absent' };
    if (!Number.isNaN(size) && bytes.length !== size)
      return { state: 'wrong', why: `has ${bytes.length} bytes and should have ${size}` };
    const found = sha256 === undefined ? undefined : await digestWhereSecure(bytes);
    if (found === sha256 || found === undefined) return { state: 'whole' };
    return { state: 'wrong', why: `has the SHA-256 ${found} and should have ${sha256}` };
  };

  fetch: RepositoryCache['fetch'] = async (commit, file, url, { http, limit, onProgress }) => {
    const key = this.file(commit, file.path);
    const bytes = await fetchFile(http, url, {
      expected: { size: file.size, sha256: file.sha256, gitHash: file.sha256 ? undefined : file.blob },
      limit,
      progress: onProgress && ((done, total) => onProgress({ file: file.path, bytes: done, total })),
    });
    await this.store.put(key, bytes);
  };

  async note(revision: string, commit: string, files: readonly ListedFile[]): Promise<void> {
    await this.store.put(this.api('tree', commit), encoded(files));
    if (revision !== commit) await this.store.put(this.api('revision', revision), encoded(commit));
  }
}
