import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from 'faccent';
import pc from 'picocolors';
import { type ModelFlags, statedBy } from '../../models/load.js';
import {
  type CachedFile,
  cacheFolder,
  cachedFiles,
  formatBytes,
  hubFolder,
  removeCached,
  urlFolder,
} from '../../models/cache.js';
import { CATALOGUE, EMBEDDED_NAME } from '../../models/catalogue.js';
import { hubEndpoint } from '../../models/hub.js';
import { addEntry, findEntry, namesFile, ownEntries, removeEntry } from '../../models/names.js';
import { parseReference } from '../../models/reference.js';
import { EMBEDDED, type Found, locate } from '../../models/resolve.js';

const total = (files: readonly CachedFile[]): number => files.reduce((sum, f) => sum + f.size, 0);

/** The folder of the cache that a place's files are in. */
function folderOf({ reference }: Found): string | undefined {
  if (reference.kind === 'hub') return hubFolder(cacheFolder(), hubEndpoint(), reference);
  if (reference.kind === 'url') return urlFolder(cacheFolder(), reference.url);
  return undefined;
}

/** The files of the cache that a name stands for. */
async function filesOf(found: Found): Promise<CachedFile[]> {
  const folder = folderOf(found);
  return folder === undefined ? [] : cachedFiles(folder);
}

/** Prints the names of models, and what is in the cache. */
export async function listModels(flags: { json?: boolean }): Promise<void> {
  const named = [
    ...CATALOGUE.map((e) => ({ ...e, own: false })),
    ...(await ownEntries()).map((e) => ({ ...e, own: true })),
  ];
  const rows = [
    { name: EMBEDDED_NAME, about: 'the network that ships', reference: EMBEDDED, own: false, cached: 0 },
    ...(await Promise.all(
      named.map(async ({ name, about, reference, own }) => {
        const files = await filesOf(await locate(name));
        return { name, about, reference, own, cached: total(files) };
      }),
    )),
  ];
  const all = await cachedFiles(cacheFolder());
  if (flags.json) {
    console.log(JSON.stringify({ models: rows, cache: { folder: cacheFolder(), files: all } }, null, 1));
    return;
  }
  const width = Math.max(...rows.map((r) => r.name.length));
  for (const { name, about, reference, cached } of rows) {
    const size = cached ? pc.green(formatBytes(cached).padStart(7)) : ''.padStart(7);
    const text = name === EMBEDDED_NAME ? about : `${about ? `${about}  ` : ''}${pc.dim(reference)}`;
    console.log(`${size}  ${pc.bold(name.padEnd(width))}  ${text}`);
  }
  const known = new Set(await Promise.all(named.map(async ({ name }) => folderOf(await locate(name)))));
  const others = new Map<string, CachedFile[]>();
  for (const file of all.filter(({ file: f }) => ![...known].some((k) => k && f.startsWith(k + path.sep)))) {
    const place = path.dirname(file.url);
    others.set(place, [...(others.get(place) ?? []), file]);
  }
  for (const [place, files] of others)
    console.log(`${pc.green(formatBytes(total(files)).padStart(7))}  ${pc.dim(place)}`);
  console.log(`\n${formatBytes(total(all))} in ${cacheFolder()}`);
}

export interface AddFlags extends ModelFlags {
  readonly regularize?: string;
}

/** Gives a model a name of one's own. */
export async function addModel(name: string, given: string, flags: AddFlags): Promise<void> {
  const form = parseReference(given, hubEndpoint());
  const reference = form.kind === 'plain' ? path.resolve(given) : given;
  if (form.kind === 'plain')
    await stat(reference).catch(() => {
      throw new FaccentError(
        `there is no file "${given}"; a repository of the Hugging Face Hub is written hf:OWNER/REPO`,
      );
    });
  const description = { ...(await statedBy(flags)), regularize: flags.regularize };
  const says = Object.values(description).some((v) => v !== undefined);
  await addEntry({ name, reference, ...(says && { description }) });
  console.log(`${pc.bold(name)} now stands for ${reference} (${namesFile()})`);
}

/** Deletes what was fetched for a name, and the name where a person gave it. */
export async function removeModel(name: string): Promise<void> {
  const found = await locate(name);
  const folder = folderOf(found);
  const files = await filesOf(found);
  if (folder !== undefined) {
    await removeCached(cacheFolder(), folder);
    for (const { file, size } of files) console.log(`deleted ${file} (${formatBytes(size)})`);
  }
  const forgotten = found.entry?.own === true && (await removeEntry(name));
  if (forgotten) console.log(`${pc.bold(name)} is no longer a name (${namesFile()})`);
  if (folder === undefined && !forgotten)
    throw new FaccentError(`"${name}" is not a download: faccent deletes nothing but its own`);
  if (!files.length && !forgotten) console.log(`nothing of ${pc.bold(name)} is in the cache`);
}

/** Prints what is known of a name. */
export async function showModel(name: string, flags: { json?: boolean }): Promise<void> {
  const found = await locate(name);
  const { reference } = found;
  const entry = await findEntry(name);
  const files = await filesOf(found);
  const place = entry?.reference ?? (reference.kind === 'file' ? path.resolve(reference.file) : name);
  if (flags.json) {
    console.log(JSON.stringify({ name, reference: place, ...entry, files }, null, 1));
    return;
  }
  console.log(`${pc.bold(name)}${entry?.about ? `: ${entry.about}` : ''}\n${place}`);
  for (const [key, value] of Object.entries(entry?.description ?? {})) {
    if (value === undefined) continue;
    const text = Array.isArray(value) && value.length > 4 ? `${value.length}` : JSON.stringify(value);
    console.log(`  ${key.padEnd(12)} ${text}`);
  }
  if (entry?.labelsFrom) console.log(`  ${'labels'.padEnd(12)} ${entry.labelsFrom}`);
  if (reference.kind === 'file') return;
  if (!files.length) console.log('not in the cache');
  for (const { file, size, sha256, verified } of files)
    console.log(
      `${formatBytes(size).padStart(7)}  ${file}\n         SHA-256 ${sha256}; checked by ${verified}`,
    );
}
