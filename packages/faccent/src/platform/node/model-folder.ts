import { statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_NETWORK, type ShippedName } from '../../models/shipped.js';
import type { ModelFolder } from '../platform.js';
import { MANY_WEIGHTS, type Place, noteFile } from '../weights.js';
import { type Reading, readRegular, realFolders } from './contained.js';

/** What to do without a network. @param place the folder of the cache */
export const offlineHelp = (place: string): string =>
  `without a network, copy the folder ${place} from a machine that has the model, or use a file ` +
  `(${DEFAULT_NETWORK} needs no download)`;

/** The file of a network that ships. */
export const shippedFile = (name: ShippedName): string =>
  fileURLToPath(new URL(`../../../network/${name}/model.onnx`, import.meta.url));

const kindOf = (file: string): Promise<'file' | 'folder' | undefined> =>
  stat(file).then(
    (s) => (s.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );

/** A commit's files in the cache of huggingface_hub, and the folder of their repository. */
const SNAPSHOT = /^(.*[/\\]models--[^/\\]+)[/\\]snapshots[/\\][0-9a-f]{40}(?:[/\\]|$)/;

/** The folder that a model's files lie in: those of a model in a folder `onnx` lie in the folder above, too. */
function rootOf(file: string): string {
  const own = path.dirname(file);
  return path.basename(path.resolve(own)) === 'onnx' ? path.join(own, '..') : own;
}

/**
 * Of files of this machine. What lies beside the model is read where it lies in the model's own folder, links followed:
 * that of its name, or where its name is a link, of what it points to.
 * @param trusted whether nobody but faccent has put the files there
 */
export function folderOf(
  file: string,
  { trusted = false }: { readonly trusted?: boolean } = {},
): ModelFolder {
  const root = rootOf(file);
  const nameOf = (name: string): string => path.join(root, name);
  const model = path.relative(path.resolve(root), path.resolve(file)).split(path.sep).join('/');
  /** Where what is called so may really lie: what lies in a folder `onnx` stays there. */
  const placesOf = async (name: string): Promise<string[]> => {
    const beside = name.startsWith(`${model.split('/').slice(0, -1).join('/')}/`);
    const named = [file, await realpath(file)];
    const folders = await realFolders(named.map((at) => (beside ? path.dirname(at) : rootOf(at))));
    // a snapshot of the Hub's cache points to contents beside it
    const contents = folders.map((folder) => SNAPSHOT.exec(folder)?.[1]).filter((at) => at !== undefined);
    return [...folders, ...(await realFolders(contents.map((at) => path.join(at, 'blobs'))))];
  };
  return {
    ...{ model, source: path.resolve(file), path: file, foreign: false },
    nameOf: (name) => (name === model ? file : nameOf(name)),
    names: () => readdir(path.dirname(file)).catch(() => []),
    read: (name, limit) =>
      name === model
        ? readIfThere(file)
        : readIfThere(nameOf(name), { limit, within: trusted ? undefined : () => placesOf(name) }),
  };
}

/** A file's bytes; nothing where there is none, or a folder. @throws FaccentError as `readRegular` */
export async function readIfThere(file: string, reading?: Reading): Promise<Uint8Array | undefined> {
  const found = await readRegular(file, { absent: ['ENOENT', 'EISDIR'], ...reading });
  if (!found) return undefined;
  const { bytes, real } = found;
  if (bytes.length >= MANY_WEIGHTS / 4) noteFile(bytes, placeOf(real));
  return bytes;
}

/** Where a file is, links followed: a runtime takes no others. */
function placeOf(real: string): Place {
  const versionNow = (): string | undefined => {
    const now = statSync(real, { throwIfNoEntry: false });
    return now && [now.ino, now.size, now.mtimeMs].join();
  };
  return { folder: path.dirname(real), name: path.basename(real), version: versionNow() ?? '', versionNow };
}

/** Where the model of a folder may lie: in it, or as Optimum and transformers.js put it; otherwise its only one. */
async function modelIn(folder: string): Promise<string> {
  const usual = ['model.onnx', path.join('onnx', 'model.onnx')].map((name) => path.join(folder, name));
  for (const file of usual) if ((await kindOf(file)) === 'file') return file;
  const models = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
  return models.length === 1 ? path.join(folder, models[0]!) : usual[0]!;
}

/** The file that a path stands for: itself, or the model in that folder. */
export async function findFile(
  given: string,
): Promise<{ readonly file: string; readonly exists: boolean } | undefined> {
  const kind = await kindOf(given);
  if (kind !== 'folder') return kind && { file: given, exists: true };
  const inside = await modelIn(given);
  return { file: inside, exists: (await kindOf(inside)) === 'file' };
}
