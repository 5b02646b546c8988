import { modelPlaces } from '#platform';
import { distance } from 'fastest-levenshtein';
import { FaccentError } from '../errors.js';
import type { CatalogueEntry } from './catalogue.js';
import { type HubReference, type Reference, parseReference } from './reference.js';
import { SHIPPED, type ShippedName, refuseFormer, ships } from './shipped.js';

/** A model's file on this machine, or beside a page. */
interface FileReference {
  readonly kind: 'file';
  readonly file: string;
}

/** A network that ships. */
interface ShippedReference {
  readonly kind: 'shipped';
  readonly name: ShippedName;
}

/** Where a name leads: a place, and what the catalogue knows of it. */
export interface Found {
  readonly reference: Exclude<Reference, { kind: 'plain' }> | FileReference | ShippedReference;
  readonly entry?: CatalogueEntry & { readonly own: boolean };
}

/** The entry of a name, a person's own names going first. */
export async function findEntry(name: string): Promise<Found['entry']> {
  const own = (await modelPlaces.ownNames()).find((e) => e.name === name);
  if (own) return { ...own, own: true };
  const { CATALOGUE } = await import('./catalogue.js');
  const entry = CATALOGUE.find((e) => e.name === name);
  return entry && { ...entry, own: false };
}

/** Finds what a name stands for, without fetching anything. @throws FaccentError with the closest names */
export async function locate(text: string): Promise<Found> {
  const reference = parseReference(text, modelPlaces.endpoint());
  if (reference.kind !== 'plain') return { reference };
  const there = await modelPlaces.find(text);
  if (there?.exists) return { reference: { kind: 'file', file: there.file } };
  if (ships(text)) return { reference: { kind: 'shipped', name: text } };
  const entry = await findEntry(text);
  if (entry) {
    const leads = parseReference(entry.reference, modelPlaces.endpoint());
    if (leads.kind !== 'plain') return { reference: leads, entry };
    // the name may be of a folder, and what it stood for may be gone
    const { file } = (await modelPlaces.find(leads.text)) ?? { file: leads.text };
    return { reference: { kind: 'file', file }, entry };
  }
  refuseFormer(text);
  // what looks like a path is reported as one when it is read
  if (there) return { reference: { kind: 'file', file: there.file } };
  const looksLikeFile = /\.onnx$/i.test(text) || (/[/\\]/.test(text) && !/^[\w.-]+\/[\w.-]+$/.test(text));
  if (looksLikeFile) return { reference: { kind: 'file', file: text } };
  throw await unknown(text);
}

async function unknown(text: string): Promise<FaccentError> {
  if (text.includes('/'))
    return new FaccentError(
      `there is no file "${text}"; a repository of the Hugging Face Hub is written hf:${text}`,
    );
  const own = (await modelPlaces.ownNames()).map((e) => e.name);
  const { CATALOGUE } = await import('./catalogue.js');
  const cost = (name: string): number => (name.includes(text) ? 0 : distance(name, text));
  const near = [...SHIPPED.map((e) => e.name), ...CATALOGUE.map((e) => e.name), ...own]
    .sort((a, b) => cost(a) - cost(b))
    .slice(0, 3);
  return new FaccentError(
    `"${text}" is neither a file nor a model's name; the closest names are ${near.join(', ')}`,
    { help: 'models' },
  );
}

/** A place on the Hub, as the catalogue has it. */
export const hubPlace = (text: string): HubReference =>
  parseReference(text, modelPlaces.endpoint()) as HubReference;
