import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type AtlasSite, FaccentError, type SiteLayer, type SiteState } from 'faccent';
import { nameOfHash } from '../../../models/shipped.js';
import { openFolder } from '../../../platform/node/atomic.js';
import { writePage, pageIn } from '../../studio/copy.js';
import { ATLAS, type FileList, siteFiles } from '../../studio/site.js';
import { Data } from './data.js';
import { type Entry, withoutPaths } from './entry.js';
import { bringJobs } from './jobs.js';
import { type KnownSite, knownSite } from './known.js';
import { CHUNK, type Section, type Thumbnails, chunkOf, writeList } from './lists.js';
import { putMaps } from './maps.js';
import { type PutNetwork, putNetwork } from './network.js';
import { type PlanRead, planAt } from './plan.js';
import { layersOf, photographsOf, unitsOf } from './sections.js';
import { type Placed, SHEET, type Thumbnail, sheetsOf } from './sheets.js';

/** Results of a layer that the first page shows. */
const PREVIEW = 8;

/** How a site is written. */
export interface SiteOptions {
  /** Whether the network comes into the site, with the runtime: what is missing can be accentuated there then. */
  readonly network: boolean;
  readonly title?: string;
  /** What is known of jobs from elsewhere: exemplars have ranks and boxes. */
  readonly about?: (entry: Entry) => Promise<Entry>;
  readonly onProgress?: (done: number, all: number) => void;
}

/** What was written. */
export interface SiteWritten {
  readonly jobs: Readonly<Record<SiteState, number>>;
  /** Results that were not there before. */
  readonly fresh: number;
  readonly layers: number;
  readonly photographs: number;
  readonly maps: number;
  /** What is wrong with those that could not be read. */
  readonly damagedMaps: readonly string[];
  readonly damaged: ReadonlyMap<string, string>;
  readonly missing: ReadonlySet<string>;
  /** Why the network is not in it. */
  readonly noNetwork?: string;
}

/**
 * Writes the site of a plan, for any host of static files; over a site of before only what is new.
 * @throws FaccentError where the plan is none, where the folder holds other things, and what its disk says
 */
export async function writeAtlasSite(plan: string, site: string, options: SiteOptions): Promise<SiteWritten> {
  const read = await planAt(plan);
  const pages = await siteFiles(ATLAS);
  const before = await pageIn(ATLAS, site);
  const known = await knownSite(site);
  if (known && known.sha256 !== read.plan.network.sha256)
    throw new FaccentError(`"${site}" is the site of another network: name a folder of its own`);
  const output = await openFolder(site);
  try {
    const files = options.network ? pages : withoutRuntime(pages);
    // the page is there before what it shows, and the index comes last
    await writePage(ATLAS, site, { files, before });
    const written = await writeData(plan, site, read, known, options);
    await output.close();
    return written;
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

const withoutRuntime = (files: FileList): FileList =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith('runtime/')));

async function writeData(
  plan: string,
  site: string,
  read: PlanRead,
  known: KnownSite | undefined,
  { network: wanted, title, about, onProgress }: SiteOptions,
): Promise<SiteWritten> {
  const {
    jobs,
    plan: { network },
  } = read;
  const { entries, ...brought } = await bringJobs(plan, site, read, {
    known: known?.entries ?? new Map(),
    onProgress: (done) => onProgress?.(done, jobs.size),
  });
  const told = about ? await Promise.all(entries.map(about)) : entries;
  const data = await Data.open(site);
  const thumbnails = await drawThumbnails(data, site, told);
  const ofLayers = [...layersOf(told)].map(([name, some]) => [name, unitsOf(some, thumbnails)] as const);
  const previews = ofLayers.map(([, sections]) => previewOf(sections));
  // in sheets of their own: the first page needs few of them
  const previewed = await drawResults(data, site, previews.flat());
  const layers: SiteLayer[] = [];
  for (const [i, [name, sections]] of ofLayers.entries())
    layers.push({
      ...{ name, ...(await writeList(data, sections, thumbnails)) },
      labelled: sections.some(({ label }) => label !== undefined),
      preview: chunkOf(previews[i]!, { ...thumbnails, results: previewed }),
    });
  const photographs = photographsOf(
    told.filter(({ feature }) => feature),
    thumbnails,
  );
  const put: PutNetwork = wanted ? await putNetwork(site, network) : { why: 'it was left out' };
  const { sha256 } = network;
  const name = nameOfHash(sha256) ?? path.basename(network.path.replaceAll('\\', '/'));
  const { maps, damaged: damagedMaps } = await putMaps(plan, read.maps, {
    ...{ site, data, stateOf: read.stateOf },
  });
  const index: AtlasSite = {
    ...{ format: 'faccent-atlas-site', version: 1, title: title ?? name },
    network: {
      ...{ name, sha256, ...('file' in put && { file: put.file }) },
      model: await data.json('lists', withoutPaths({ model: network }).model),
    },
    ...{ sheet: SHEET, chunk: CHUNK, jobs: counted(told), layers },
    photographs: await writeList(data, photographs, thumbnails),
    maps,
  };
  await data.finish(index, known?.files ?? []);
  return {
    ...{ jobs: index.jobs, ...brought, maps: maps.length, damagedMaps },
    ...{ layers: layers.length, photographs: photographs.length },
    ...(wanted && 'why' in put && { noNetwork: put.why }),
  };
}

function counted(entries: readonly Entry[]): Record<SiteState, number> {
  const counts: Record<SiteState, number> = { done: 0, running: 0, waiting: 0, failed: 0 };
  for (const { state } of entries) counts[state]++;
  return counts;
}

/** Results of units that lie apart: the strongest exemplar of each, or else of other photographs from one to the next. */
function previewOf(sections: readonly Section[]): Entry[] {
  const count = Math.min(PREVIEW, sections.length);
  const some = Array.from({ length: count }, (_, i) => sections[Math.floor((i * sections.length) / count)]!);
  return some.map(({ entries }, i) => {
    const done = entries.filter(({ state }) => state === 'done');
    const among = done.length ? done : entries;
    return among[among[0]!.rank === undefined ? i % among.length : 0]!;
  });
}

/** Thumbnails of all results, in the order in which layers show them, and of all canvases. */
async function drawThumbnails(data: Data, site: string, entries: readonly Entry[]): Promise<Thumbnails> {
  const none: Thumbnails = { results: new Map(), photographs: new Map() };
  const results = new Map<string, Placed>();
  for (const some of layersOf(entries).values()) {
    const sorted = unitsOf(some, none).flatMap((section) => section.entries);
    for (const [id, placed] of await drawResults(data, site, sorted)) results.set(id, placed);
  }
  const there = new Set((await readdir(path.join(site, 'photographs'))).map((name) => `photographs/${name}`));
  const canvases = new Set(entries.flatMap(({ photograph }) => photograph?.file ?? []));
  const files = [...canvases].filter((file) => there.has(file)).sort();
  const placed = await sheetsOf(
    data,
    files.map((file) => ({ file: path.join(site, file), key: file })),
  );
  return { results, photographs: new Map(files.map((file, i) => [file, placed[i]!])) };
}

/** Thumbnails of results in their order, in sheets of their own. */
async function drawResults(
  data: Data,
  site: string,
  entries: readonly Entry[],
): Promise<Map<string, Placed>> {
  const placed = await sheetsOf(
    data,
    entries.map((entry) => thumbnailOf(site, entry)),
  );
  return new Map(entries.flatMap(({ id }, i) => (placed[i] ? [[id, placed[i]] as const] : [])));
}

const thumbnailOf = (site: string, { id, state, photograph }: Entry): Thumbnail | undefined =>
  state === 'done'
    ? { file: path.join(site, 'results', id, `${photograph ? 'accentuated' : 'visualization'}.png`), key: id }
    : undefined;
