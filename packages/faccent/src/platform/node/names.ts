import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { FaccentError } from '../../errors.js';
import { CATALOGUE, type CatalogueEntry } from '../../models/catalogue.js';
import { ships } from '../../models/shipped.js';
import { writeWhole } from './atomic.js';
import { configFolder } from './environment.js';
import { fileFailure } from './failure.js';
import { readJsonIfThere } from './read.js';

/** The file that holds the names that a person gave. */
export const namesFile = (): string => path.join(configFolder(), 'models.json');

const NAMES = z.record(z.string(), z.looseObject({ reference: z.string() }));
type Names = Record<string, Omit<CatalogueEntry, 'name'>>;

async function readNames(): Promise<Names> {
  const json = await readJsonIfThere(namesFile());
  if (json === undefined) return {};
  const { data } = z.safeParse(NAMES, json);
  if (!data) throw new FaccentError(`"${namesFile()}" should be an object of names, each with a "reference"`);
  return data;
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
export async function ownNames(): Promise<CatalogueEntry[]> {
  return Object.entries(await readNames()).map(([name, entry]) => ({ ...entry, name }));
}

/** Gives a model a name. @throws FaccentError on a name that is taken by the catalogue or cannot be one */
export async function addName({ name, ...entry }: CatalogueEntry): Promise<void> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new FaccentError(`"${name}" cannot be a name: use letters, digits, hyphens, dots and underscores`);
  if (ships(name) || CATALOGUE.some((e) => e.name === name))
    throw new FaccentError(`"${name}" is a name of the catalogue: choose another`);
  const names = await readNames();
  await writeNames({ ...names, [name]: entry });
}

/** @returns whether there was such a name */
export async function removeName(name: string): Promise<boolean> {
  const { [name]: removed, ...names } = await readNames();
  if (!removed) return false;
  await writeNames(names);
  return true;
}
