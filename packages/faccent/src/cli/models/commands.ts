import { stat } from 'node:fs/promises';
import path from 'node:path';
import pc, { nameLine } from '../print/colours.js';
import { FaccentError } from '../../errors.js';
import { CATALOGUE } from '../../models/catalogue.js';
import { findEntry, locate } from '../../models/locate.js';
import { parseReference } from '../../models/reference.js';
import { SHIPPED, ships } from '../../models/shipped.js';
import {
  cacheFolder,
  cacheLimit,
  compiledFolder,
  hubCacheFolder,
  hubEndpoint,
} from '../../platform/node/environment.js';
import { shippedFile } from '../../platform/node/model-folder.js';
import { addName, namesFile, ownNames, removeName } from '../../platform/node/names.js';
import type { CachedFile } from '../../platform/node/downloads.js';
import { graphsIn } from '../../platform/node/kept.js';
import { noted } from '../../platform/node/verified.js';
import { USUAL_LIMIT } from '../../platform/node/compiled.js';
import { formatBytes } from '../print/bytes.js';
import { allFiles, filesOf, isFetched, isOfHub, removeFilesOf } from './cached.js';
import { type ModelFlags, statedBy } from './load.js';
import { largest, smallest } from '../../math/extremes.js';

const total = (files: readonly { readonly size: number }[]): number =>
  files.reduce((sum, f) => sum + f.size, 0);

/** A file that was fetched, with when faccent last used it and last checked its hash. */
interface Timed extends CachedFile {
  readonly usedAt?: string;
  readonly checkedAt?: string;
}

const isoOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

async function withTimes(file: CachedFile): Promise<Timed> {
  const { used, verified } = await noted(file.file);
  return { ...file, usedAt: isoOf(used), checkedAt: isoOf(verified) };
}

/** How long ago something was, in days. */
function ago(time: number): string {
  const days = Math.floor((Date.now() - time) / 86_400_000);
  return days < 1 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}

/** When files were last used, and when all of them were last found to be what came. */
function times(files: readonly Timed[]): string {
  const used = files.map(({ usedAt }) => Date.parse(usedAt ?? '')).filter(Number.isFinite);
  const checked = files.map(({ checkedAt }) => Date.parse(checkedAt ?? ''));
  const said = [
    used.length ? `used ${ago(largest(used))}` : 'not used by faccent',
    checked.every(Number.isFinite) ? `checked ${ago(smallest(checked))}` : 'not checked since it changed',
  ];
  return pc.dim(`  (${said.join(', ')})`);
}

/** Prints the names of models, and what is in the caches. */
export async function listModels(flags: { json?: boolean }): Promise<void> {
  const named = [
    ...CATALOGUE.map((e) => ({ ...e, own: false })),
    ...(await ownNames()).map((e) => ({ ...e, own: true })),
  ];
  const known = new Set<string>();
  const ofName = new Map<string, ReadonlySet<string>>();
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
        ofName.set(name, new Set(files.map(({ file }) => file)));
        return { name, about, reference, own, cached: total(files) };
      }),
    )),
  ];
  const files = await Promise.all((await allFiles()).map(withTimes));
  const graphs = await graphsIn(compiledFolder());
  const compiled = graphs.map(({ place: file, size, used }) => ({ file, size, usedAt: isoOf(used) }));
  const limit = cacheLimit();
  const cache = {
    ...{ hub: hubCacheFolder(), addresses: cacheFolder(), compiledFolder: compiledFolder() },
    ...{ limit: limit ?? null, compiledLimit: limit ?? USUAL_LIMIT, files, compiled },
  };
  if (flags.json) {
    console.log(JSON.stringify({ models: rows, cache }, null, 1));
    return;
  }
  const width = largest(rows.map((r) => r.name.length));
  for (const { name, about, reference, cached } of rows) {
    const size = cached ? pc.green(formatBytes(cached).padStart(7)) : ''.padStart(7);
    const here = cached ? times(files.filter(({ file }) => ofName.get(name)?.has(file))) : '';
    const text = ships(name) ? about : `${about ? `${about}  ` : ''}${pc.dim(reference)}`;
    console.log(`${size}  ${pc.bold(name.padEnd(width))}  ${text}${here}`);
  }
  const others = new Map<string, Timed[]>();
  for (const file of files.filter(({ file }) => !known.has(file))) {
    const place = /^hf:[^@/]+\/[^@/]+/.exec(file.source)?.[0] ?? path.posix.dirname(file.source);
    others.set(place, [...(others.get(place) ?? []), file]);
  }
  for (const [place, group] of others)
    console.log(`${pc.green(formatBytes(total(group)).padStart(7))}  ${pc.dim(place)}${times(group)}`);
  const hub = files.filter(isOfHub);
  const addresses = files.filter((file) => !hub.includes(file));
  console.log(`\n${formatBytes(total(hub))} in ${cache.hub}`);
  if (addresses.length) console.log(`${formatBytes(total(addresses))} in ${cache.addresses}`);
  const most = formatBytes(cache.compiledLimit);
  if (graphs.length)
    console.log(
      `${formatBytes(total(compiled))} of ${graphs.length} compiled ${graphs.length === 1 ? 'graph' : 'graphs'} in ${cache.compiledFolder}, last used ${ago(largest(graphs.map(({ used }) => used)))}`,
    );
  console.log(
    limit === undefined
      ? `compiled graphs are kept up to ${most}, what was used longest ago goes first (FACCENT_CACHE_LIMIT)`
      : `compiled graphs and what is from addresses are kept up to ${most} together (FACCENT_CACHE_LIMIT)`,
  );
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
  console.log(`${pc.bold(name)}${about ? `: ${about}` : ''}\n${nameLine(place)}`);
  if (shipped) console.log(`SHA-256 ${shipped.sha256}`);
  for (const [key, value] of Object.entries(entry?.description ?? {})) {
    if (value === undefined) continue;
    const text = Array.isArray(value) && value.length > 4 ? `${value.length}` : JSON.stringify(value);
    console.log(`  ${key.padEnd(12)} ${text}`);
  }
  if (entry?.labelsFrom) console.log(`  ${'labels'.padEnd(12)} ${nameLine(entry.labelsFrom)}`);
  if (!isFetched(found)) return;
  if (!files.length) console.log('not in the cache');
  for (const { file, size, sha256, gitHash, verified } of files) {
    const hash = sha256 ? `SHA-256 ${sha256}` : gitHash ? `Git hash ${gitHash}` : 'no hash';
    console.log(`${formatBytes(size).padStart(7)}  ${file}\n         ${hash}; checked by ${verified}`);
  }
}
