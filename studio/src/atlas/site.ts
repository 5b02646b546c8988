import type { AtlasSite, Recipe, RunRequest, SiteChunk, SiteList, SitePhotograph, SiteResult } from 'faccent';

/** What has been read, by its address; what failed is read again. */
const read = new Map<string, Promise<unknown>>();

/** Files that are kept: a piece of a list takes some 100 kB. */
const MOST_READ = 200;

async function fetchJson(file: string, options: RequestInit = {}): Promise<unknown> {
  const response = await fetch(file, options);
  if (response.status === 404)
    throw new Error(`${file} is not there: the site may have been written anew; load the page again`);
  if (!response.ok) throw new Error(`${file} cannot be read: the host answers ${response.status}`);
  return response.json();
}

/** Reads a file whose name tells what is in it, once. */
function readOnce<T>(file: string): Promise<T> {
  const found = read.get(file);
  if (found) {
    // what was used last goes last
    read.delete(file);
    read.set(file, found);
    return found as Promise<T>;
  }
  const reading = fetchJson(file);
  read.set(file, reading);
  reading.catch(() => read.delete(file));
  if (read.size > MOST_READ) read.delete(read.keys().next().value!);
  return reading as Promise<T>;
}

/** What the site has. @throws Error where that cannot be read, or is of another version */
export async function readSite(): Promise<AtlasSite> {
  const site = (await fetchJson('data/atlas.json', { cache: 'no-cache' })) as AtlasSite;
  if (site.version !== 1)
    throw new Error(`the site is of version ${site.version as number}, and this page reads version 1`);
  return site;
}

export const readList = (file: string): Promise<SiteList> => readOnce<SiteList>(file);

/** A map, as its maker wrote it. */
export const readMap = (file: string): Promise<unknown> => readOnce(file);

/** A result with what its piece of the list says of it. */
export interface Found {
  readonly result: SiteResult;
  readonly photograph?: SitePhotograph;
  /** The file of its thumbnail. */
  readonly sheet?: string;
  readonly cell?: number;
}

/** What a piece of a list, or a preview, has at a place. */
export function foundIn({ results, photographs, sheets }: SiteChunk, at: number): Found | undefined {
  const result = results[at];
  if (!result) return undefined;
  const { photograph, thumbnail } = result;
  return {
    result,
    ...(photograph !== undefined && { photograph: photographs[photograph] }),
    ...(thumbnail && { sheet: sheets[thumbnail[0]], cell: thumbnail[1] }),
  };
}

/** The piece of a list that has a place in it. */
export async function readAt(list: SiteList, chunk: number, at: number): Promise<Found | undefined> {
  const file = list.chunks[Math.floor(at / chunk)];
  return file === undefined ? undefined : foundIn(await readOnce<SiteChunk>(file), at % chunk);
}

export const readChunk = (file: string): Promise<SiteChunk> => readOnce<SiteChunk>(file);

/** Where a section of a list begins, and how many results it has. */
export interface Span {
  readonly index: number;
  readonly start: number;
  readonly count: number;
}

/** The section of a list that has a key. */
export function spanOf({ sections }: SiteList, key: string): Span | undefined {
  let start = 0;
  for (const [index, section] of sections.entries()) {
    if (section.key === key) return { index, start, count: section.count };
    start += section.count;
  }
  return undefined;
}

/** All results of a section. */
export async function readSpan(list: SiteList, chunk: number, { start, count }: Span): Promise<Found[]> {
  const some = Array.from({ length: count }, (_, i) => readAt(list, chunk, start + i));
  return (await Promise.all(some)).filter((one) => one !== undefined);
}

/** A run that has a result. */
export const readRecipe = (id: string): Promise<Recipe> => readOnce<Recipe>(`results/${id}/recipe.json`);

/** A job that has none yet; with what went wrong where it has failed. */
export async function readJob(
  { network }: AtlasSite,
  id: string,
): Promise<RunRequest & { readonly error?: string }> {
  // what all jobs have in common is said once
  const [job, model] = await Promise.all([
    fetchJson(`jobs/${id}.json`) as Promise<RunRequest & { readonly error?: string }>,
    readOnce<RunRequest['model']>(network.model),
  ]);
  return { ...job, model: { ...model, ...job.model } };
}
