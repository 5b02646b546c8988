import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from '../errors.js';
import { writeWhole } from '../platform/node/atomic.js';
import { fileFailure } from '../platform/node/failure.js';
import { readJson } from '../platform/node/read.js';
import { configFolder } from './cache.js';
import { CATALOGUE, type CatalogueEntry, EMBEDDED_NAME } from './catalogue.js';

/** The file that holds the names that a person gave. */
export const namesFile = (): string => path.join(configFolder(), 'models.json');

type Names = Record<string, Omit<CatalogueEntry, 'name'>>;

async function readNames(): Promise<Names> {
  let json: unknown;
  try {
    json = await readJson(namesFile());
  } catch (error) {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return {};
    throw error;
  }
  const isEntry = (entry: unknown): boolean =>
    typeof (entry as CatalogueEntry | null)?.reference === 'string';
  if (typeof json !== 'object' || json === null || Array.isArray(json) || !Object.values(json).every(isEntry))
    throw new FaccentError(`"${namesFile()}" should be an object of names, each with a "reference"`);
  return json as Names;
}

async function writeNames(names: Names): Promise<void> {
  try {
    await mkdir(configFolder(), { recursive: true });
  } catch (cause) {
    throw fileFailure('write to the folder', configFolder(), cause);
  }
  await writeWhole(namesFile(), `${JSON.stringify(names, null, 2)}\n`);
}

/** The names that a person gave. */
export async function ownEntries(): Promise<CatalogueEntry[]> {
  return Object.entries(await readNames()).map(([name, entry]) => ({ ...entry, name }));
}

/** Gives a model a name. @throws FaccentError on a name that is taken by the catalogue or cannot be one */
export async function addEntry({ name, ...entry }: CatalogueEntry): Promise<void> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new FaccentError(`"${name}" cannot be a name: use letters, digits, hyphens, dots and underscores`);
  if (name === EMBEDDED_NAME || CATALOGUE.some((e) => e.name === name))
    throw new FaccentError(`"${name}" is a name of the catalogue: choose another`);
  const names = await readNames();
  await writeNames({ ...names, [name]: entry });
}

/** @returns whether there was such a name */
export async function removeEntry(name: string): Promise<boolean> {
  const { [name]: removed, ...names } = await readNames();
  if (!removed) return false;
  await writeNames(names);
  return true;
}

/** The entry of a name, a person's own names going first. */
export async function findEntry(name: string): Promise<(CatalogueEntry & { own: boolean }) | undefined> {
  const own = (await ownEntries()).find((e) => e.name === name);
  if (own) return { ...own, own: true };
  const entry = CATALOGUE.find((e) => e.name === name);
  return entry && { ...entry, own: false };
}
