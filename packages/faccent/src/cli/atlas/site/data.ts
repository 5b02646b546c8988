import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isTemporary, writeWhole } from '../../../platform/node/atomic.js';

/** Where a site has its data. */
export const DATA = 'data';

/** The only file of the data whose name stays: it leads to all others. */
export const INDEX = `${DATA}/atlas.json`;

/** The files that the data before these had. */
const FORMER = `${DATA}/former.json`;

const hashed = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 20);

/**
 * The data of a site: files named by what is in them, so that a page which was opened before they are written again finds
 * what it knows of, and so that what is there is not written again.
 */
export class Data {
  /** Paths from the site's folder. */
  private readonly used = new Set<string>([INDEX, FORMER]);
  /** Files that were not there before. */
  written = 0;

  private constructor(
    private readonly site: string,
    /** Those that are there already. */
    private readonly there: ReadonlySet<string>,
  ) {}

  static async open(site: string): Promise<Data> {
    const folder = path.join(site, DATA);
    for (const name of ['sheets', 'lists', 'maps']) await mkdir(path.join(folder, name), { recursive: true });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !isTemporary(entry.name));
    const paths = files.map((entry) =>
      path.relative(site, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
    );
    return new Data(site, new Set(paths));
  }

  /**
   * A file that is known by what it is made from, and made where it is not there.
   * @param from all that shapes it
   * @returns its path in the site
   */
  async file(
    folder: 'sheets' | 'lists' | 'maps',
    end: string,
    from: string,
    make: () => Promise<string | Uint8Array> | string | Uint8Array,
  ): Promise<string> {
    const name = `${DATA}/${folder}/${hashed(from)}.${end}`;
    if (!this.there.has(name) && !this.used.has(name)) {
      await writeWhole(path.join(this.site, name), await make(), { synced: false });
      this.written++;
    }
    this.used.add(name);
    return name;
  }

  /** JSON in a file of its own. @returns its path in the site */
  json(folder: 'lists' | 'maps', value: unknown): Promise<string> {
    const text = JSON.stringify(value);
    return this.file(folder, 'json', text, () => text);
  }

  /** Writes a file whose name stays, unless it is as it was. */
  private async put(name: string, text: string): Promise<void> {
    const place = path.join(this.site, name);
    if ((await readFile(place, 'utf8').catch(() => undefined)) !== text) await writeWhole(place, text);
  }

  /** Writes the index, when all that it leads to is there, and deletes what neither it nor the one before it leads to. */
  async finish(index: unknown, former: readonly string[]): Promise<void> {
    const used = [...this.used].sort();
    await this.put(FORMER, JSON.stringify(used));
    await this.put(INDEX, `${JSON.stringify(index)}\n`);
    const kept = new Set([...used, ...former]);
    for (const file of this.there) if (!kept.has(file)) await rm(path.join(this.site, file), { force: true });
  }
}

/** Whether there is such a file, not empty. */
export const isThere = async (...parts: string[]): Promise<boolean> =>
  ((await stat(path.join(...parts)).catch(() => undefined))?.size ?? 0) > 0;
