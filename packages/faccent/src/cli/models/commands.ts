import { stat } from 'node:fs/promises';
import path from 'node:path';
import pc from 'picocolors';
import { FaccentError } from '../../errors.js';
import { CATALOGUE } from '../../models/catalogue.js';
import { findEntry, locate } from '../../models/locate.js';
import { parseReference } from '../../models/reference.js';
import { SHIPPED, ships } from '../../models/shipped.js';
import { cacheFolder, hubCacheFolder, hubEndpoint } from '../../platform/node/environment.js';
import { shippedFile } from '../../platform/node/model-folder.js';
import { addName, namesFile, ownNames, removeName } from '../../platform/node/names.js';
import type { CachedFile } from '../../platform/node/url-cache.js';
import { formatBytes } from '../print/bytes.js';
import { allFiles, filesOf, isFetched, removeFilesOf } from './cached.js';
import { type ModelFlags, statedBy } from './load.js';

const total = (files: readonly CachedFile[]): number => files.reduce((sum, f) => sum + f.size, 0);

/** Prints the names of models, and what is in the caches. */
export async function listModels(flags: { json?: boolean }): Promise<void> {
  const named = [
    ...CATALOGUE.map((e) => ({ ...e, own: false })),
    ...(await ownNames()).map((e) => ({ ...e, own: true })),
  ];
  const known = new Set<string>();
  const rows = [
    ...SHIPPED.map(({ name, about }) => ({
      name,
      about,
      reference: shippedFile(name),
      own: false,
      cached: 0,
    })),
    ...(await Promise.all(
      named.map(async ({ name, about, reference, own }) => {
        const files = await filesOf(await locate(name));
        for (const { file } of files) known.add(file);
        return { name, about, reference, own, cached: total(files) };
      }),
    )),
  ];
  const files = await allFiles();
  const cache = { hub: hubCacheFolder(), addresses: cacheFolder(), files };
  if (flags.json) {
    console.log(JSON.stringify({ models: rows, cache }, null, 1));
    return;
  }
  const width = Math.max(...rows.map((r) => r.name.length));
  for (const { name, about, reference, cached } of rows) {
    const size = cached ? pc.green(formatBytes(cached).padStart(7)) : ''.padStart(7);
    const text = ships(name) ? about : `${about ? `${about}  ` : ''}${pc.dim(reference)}`;
    console.log(`${size}  ${pc.bold(name.padEnd(width))}  ${text}`);
  }
  const others = new Map<string, CachedFile[]>();
  for (const file of files.filter(({ file }) => !known.has(file))) {
    const place = /^hf:[^@/]+\/[^@/]+/.exec(file.source)?.[0] ?? path.posix.dirname(file.source);
    others.set(place, [...(others.get(place) ?? []), file]);
  }
  for (const [place, group] of others)
    console.log(`${pc.green(formatBytes(total(group)).padStart(7))}  ${pc.dim(place)}`);
  const hub = files.filter(({ source }) => source.startsWith('hf:'));
  const addresses = files.filter((file) => !hub.includes(file));
  console.log(`\n${formatBytes(total(hub))} in ${cache.hub}`);
  if (addresses.length) console.log(`${formatBytes(total(addresses))} in ${cache.addresses}`);
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
  await addName({ name, reference, ...(says && { description }) });
  console.log(`${pc.bold(name)} now stands for ${reference} (${namesFile()})`);
}

/** Deletes what was fetched for a name, and the name where a person gave it. */
export async function removeModel(name: string): Promise<void> {
  const found = await locate(name);
  const files = await removeFilesOf(found);
  for (const { file, size } of files) console.log(`deleted ${file} (${formatBytes(size)})`);
  const forgotten = found.entry?.own === true && (await removeName(name));
  if (forgotten) console.log(`${pc.bold(name)} is no longer a name (${namesFile()})`);
  if (!isFetched(found) && !forgotten)
    throw new FaccentError(`"${name}" is not a download: faccent deletes nothing but its own`);
  if (!files.length && !forgotten) console.log(`nothing of ${pc.bold(name)} is in the cache`);
}

/** Prints what is known of a name. */
export async function showModel(name: string, flags: { json?: boolean }): Promise<void> {
  const found = await locate(name);
  const { reference } = found;
  const entry = await findEntry(name);
  const files = await filesOf(found);
  const file = reference.kind === 'file' ? path.resolve(reference.file) : undefined;
  const shipped = SHIPPED.find((network) => network.name === name);
  const place =
    entry?.reference ?? file ?? (reference.kind === 'shipped' ? shippedFile(reference.name) : name);
  if (flags.json) {
    console.log(JSON.stringify({ name, reference: place, ...shipped, ...entry, files }, null, 1));
    return;
  }
  const about = entry?.about ?? shipped?.about;
  console.log(`${pc.bold(name)}${about ? `: ${about}` : ''}\n${place}`);
  if (shipped) console.log(`SHA-256 ${shipped.sha256}`);
  for (const [key, value] of Object.entries(entry?.description ?? {})) {
    if (value === undefined) continue;
    const text = Array.isArray(value) && value.length > 4 ? `${value.length}` : JSON.stringify(value);
    console.log(`  ${key.padEnd(12)} ${text}`);
  }
  if (entry?.labelsFrom) console.log(`  ${'labels'.padEnd(12)} ${entry.labelsFrom}`);
  if (!isFetched(found)) return;
  if (!files.length) console.log('not in the cache');
  for (const { file, size, sha256, gitHash, verified } of files) {
    const hash = sha256 ? `SHA-256 ${sha256}` : gitHash ? `Git hash ${gitHash}` : 'no hash';
    console.log(`${formatBytes(size).padStart(7)}  ${file}\n         ${hash}; checked by ${verified}`);
  }
}
