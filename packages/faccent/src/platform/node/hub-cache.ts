import { copyFile, mkdir, readdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { safePath } from '../../models/reference.js';
import type { ListedFile, RepositoryCache } from '../platform.js';
import type { Expected } from '../transfer.js';
import { writeWhole } from './atomic.js';
import { type Reading, realFolders } from './contained.js';
import { download } from './download.js';
import { hubCacheFolder } from './environment.js';
import { fileFailure } from './failure.js';
import { LONGEST_TREE, SHA256, formatTree, parseTree } from './hub-tree.js';
import { readIfThere } from './model-folder.js';
import { cacheFailure } from './part.js';
import { isUnchanged, readSmall, verify, vouch, vouchFor } from './verified.js';

const COMMIT = /^[0-9a-f]{40}$/;

/** Whether a revision is a commit, and so will never be another. */
const isCommit = (revision: string): boolean => COMMIT.test(revision);

/** What is longer was not written by what writes such files, in bytes. */
const LONGEST_REF = 1000;

/**
 * A repository in the cache of huggingface_hub, in its own layout, so that what one program of this machine has fetched
 * no other fetches again: `blobs/HASH` holds contents, `snapshots/COMMIT/NAME` points to them, `refs/REVISION` holds a
 * commit, `trees/COMMIT.json` lists a commit's files (huggingface_hub, `file_download.py` and `_tree_cache.py`).
 *
 * Its locks, which Node.js has no call for, only keep two programs from fetching the same file at the same time. Contents
 * get their names whole, by renaming.
 */
export class HubFolder implements RepositoryCache {
  readonly place: string;

  constructor(readonly repository: string) {
    this.place = path.join(hubCacheFolder(), `models--${repository.replaceAll('/', '--')}`);
  }

  readonly at = (...parts: readonly string[]): string => path.join(this.place, ...parts);

  async commitOf(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const commit = (await readSmall(this.at('refs', ...revision.split('/')), LONGEST_REF))?.trim();
    return commit !== undefined && isCommit(commit) ? commit : undefined;
  }

  async listing(commit: string): Promise<readonly ListedFile[] | undefined> {
    const file = this.at('trees', `${commit}.json`);
    const text = await readSmall(file, LONGEST_TREE);
    // one that is damaged may well be JSON, of other names
    if (text === undefined || !(await isUnchanged(file, text))) return undefined;
    return parseTree(text);
  }

  async names(commit: string): Promise<readonly string[]> {
    return (await this.pointers(commit)).map(({ name }) => name).sort();
  }

  /** The files of a commit that are here, and what they point to. */
  async pointers(commit: string): Promise<{ name: string; file: string; size: number; blob?: string }[]> {
    const folder = this.at('snapshots', commit);
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    const found = await Promise.all(
      entries.map(async (entry) => {
        const file = path.join(folder, entry);
        const { size, isFile } = await stat(file).then(
          (s) => ({ size: s.size, isFile: s.isFile() }),
          // a pointer to nothing
          () => ({ size: 0, isFile: false }),
        );
        return { name: entry.split(path.sep).join('/'), file, size, isFile, blob: await blobOf(file) };
      }),
    );
    return found
      .filter(({ isFile }) => isFile)
      .map(({ name, file, size, blob }) => ({ name, file, size, blob }));
  }

  pathOf(commit: string, name: string): string {
    return this.at('snapshots', commit, ...name.split('/'));
  }

  read(commit: string, name: string, limit?: number): Promise<Uint8Array | undefined> {
    // pointers lead to contents within the repository's folder
    return readKept(this.pathOf(commit, safePath(name, this.repository)), {
      ...{ limit, within: () => realFolders([this.place]) },
    });
  }

  check: RepositoryCache['check'] = async (commit, file) => {
    const pointer = this.pathOf(commit, safePath(file.path, this.repository));
    // what was never listed is called by its hash all the same
    return verify(pointer, file.blob === '' ? statedByName(await blobOf(pointer)) : statedOf(file));
  };

  fetch: RepositoryCache['fetch'] = async (commit, file, url, options) => {
    const pointer = this.pathOf(commit, safePath(file.path, this.repository));
    // it becomes a file's name
    const blob = this.at('blobs', safePath(file.sha256 ?? file.blob, this.repository));
    const expected = statedOf(file);
    const isNew = (await verify(blob, expected)).state !== 'whole';
    const { http, limit, onProgress } = options;
    if (isNew) {
      await download(url, blob, {
        ...{ http, limit, variable: 'HF_HUB_CACHE', expected },
        progress: onProgress && ((bytes, total) => onProgress({ file: file.path, bytes, total })),
      });
      await vouch(blob, expected);
    }
    try {
      await point(pointer, blob, isNew);
    } catch (cause) {
      throw cacheFailure('write to the cache', pointer, 'HF_HUB_CACHE', cause);
    }
  };

  async note(revision: string, commit: string, files: readonly ListedFile[]): Promise<void> {
    const list = this.at('trees', `${commit}.json`);
    const text = formatTree(files);
    const written: [string, string][] = [[list, text]];
    if (revision !== commit) written.push([this.at('refs', ...revision.split('/')), commit]);
    for (const [file, contents] of written) {
      const old = await readKept(file);
      if (old && Buffer.from(old).toString('utf8') === contents) continue;
      try {
        await mkdir(path.dirname(file), { recursive: true });
      } catch (cause) {
        throw fileFailure('write to the folder', path.dirname(file), cause);
      }
      await writeWhole(file, contents);
    }
    if (!(await isUnchanged(list, text))) await vouchFor(list, text);
  }

  /** Commits of which there are files. */
  commits = async (): Promise<string[]> =>
    (await readdir(this.at('snapshots')).catch(() => [])).filter(isCommit).sort();
}

/** A file of the cache; nothing where there is none: whoever writes it then says why it cannot be. */
const readKept = (file: string, reading?: Reading): Promise<Uint8Array | undefined> =>
  readIfThere(file, { absent: ['ENOENT', 'EISDIR', 'ENOTDIR'], ...reading });

/** What a listing states of a file. */
const statedOf = ({ size, sha256, blob }: ListedFile): Expected => ({
  ...{ size, sha256 },
  gitHash: sha256 === undefined && isCommit(blob) ? blob : undefined,
});

/** The contents that a pointer leads to. */
const blobOf = (pointer: string): Promise<string | undefined> =>
  readlink(pointer).then(
    (target) => path.resolve(path.dirname(pointer), target),
    () => undefined,
  );

/** What contents are called says what they are. */
export function statedByName(blob: string | undefined): Expected {
  const name = blob === undefined ? '' : path.basename(blob);
  return { sha256: SHA256.test(name) ? name : undefined, gitHash: isCommit(name) ? name : undefined };
}

/** Makes a pointer to contents; where the system has no links, puts the contents in its place. */
async function point(pointer: string, blob: string, isNew: boolean): Promise<void> {
  await mkdir(path.dirname(pointer), { recursive: true });
  const target = path.relative(path.dirname(pointer), blob);
  try {
    await symlink(target, pointer);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      // another process made it just now, or it pointed to what is gone
      if ((await readlink(pointer).catch(() => undefined)) === target) return;
      await rm(pointer, { force: true });
      await symlink(target, pointer);
    } else if (code === 'EPERM' || code === 'ENOSYS' || code === 'EOPNOTSUPP') {
      await (isNew ? rename(blob, pointer) : copyFile(blob, pointer));
    } else throw cause;
  }
}
