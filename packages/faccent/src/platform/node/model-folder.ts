import { statSync } from 'node:fs';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_NETWORK, type ShippedName } from '../../models/shipped.js';
import type { ModelFolder } from '../platform.js';
import { MANY_WEIGHTS, type Place, noteFile } from '../weights.js';
import { fileFailure } from './failure.js';

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

/** Of files of this machine. Those of a model in a folder `onnx` lie in the folder above, too. */
export function folderOf(file: string): ModelFolder {
  const own = path.dirname(file);
  const root = path.basename(path.resolve(own)) === 'onnx' ? path.join(own, '..') : own;
  const nameOf = (name: string): string => path.join(root, name);
  const model = path.relative(path.resolve(root), path.resolve(file)).split(path.sep).join('/');
  return {
    ...{ model, source: path.resolve(file), path: file, foreign: false },
    nameOf: (name) => (name === model ? file : nameOf(name)),
    read: (name) => readIfThere(nameOf(name)),
  };
}

/** A file's bytes; nothing where there is none, or a folder. @param absent the errors that say so */
export async function readIfThere(
  file: string,
  absent = ['ENOENT', 'EISDIR'],
): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length >= MANY_WEIGHTS / 4) noteFile(bytes, await placeOf(file));
    return bytes;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined && absent.includes(code)) return undefined;
    throw fileFailure('read', file, cause);
  }
}

/** Where a file is, links followed: a runtime takes no others. */
async function placeOf(file: string): Promise<Place> {
  const real = await realpath(file);
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
