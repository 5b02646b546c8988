import path from 'node:path';
import type { AtlasSite, SiteChunk, SiteLayer, SiteList } from 'faccent';
import { isObject } from '../../../declaration/schema.js';
import { readJson } from '../../../platform/node/read.js';
import { DATA, INDEX } from './data.js';
import type { Entry } from './entry.js';

/** What a site that was written before has. */
export interface KnownSite {
  readonly sha256: string;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly layers: readonly SiteLayer[];
  /** Files of its data. */
  readonly files: readonly string[];
}

/** What is known from the site itself of the jobs in it; nothing where there is none, or none that can be read. */
export async function knownSite(site: string): Promise<KnownSite | undefined> {
  try {
    const index = (await readJson(path.join(site, INDEX))) as AtlasSite;
    if (!isObject(index) || index.format !== 'faccent-atlas-site' || index.version !== 1) return undefined;
    const entries = new Map<string, Entry>();
    for (const layer of index.layers) await readLayer(site, layer, entries);
    const files = (await readJson(path.join(site, DATA, 'former.json'))) as string[];
    return { sha256: index.network.sha256, entries, layers: index.layers, files };
  } catch {
    // it is written anew
    return undefined;
  }
}

async function readLayer(site: string, layer: SiteLayer, entries: Map<string, Entry>): Promise<void> {
  const { sections, chunks } = (await readJson(path.join(site, layer.file))) as SiteList;
  const labels = new Map(sections.map(({ key, label }) => [Number(key), label]));
  for (const file of chunks) {
    const { results, photographs } = (await readJson(path.join(site, file))) as SiteChunk;
    for (const { id, state, unit, photograph, activation, box } of results) {
      const [sha256, name, canvas] = photographs[photograph ?? -1] ?? [];
      const label = labels.get(unit);
      entries.set(id, {
        ...{ id, state, activation, box },
        feature: { layer: layer.name, unit, ...(label !== undefined && { label }) },
        ...(sha256 && name && canvas && { photograph: { sha256, name, file: canvas } }),
      });
    }
  }
}
