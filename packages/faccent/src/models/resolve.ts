import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { distance } from 'fastest-levenshtein';
import { FaccentError } from '../errors.js';
import type { Network } from '../model/model.js';
import { fileFailure } from '../platform/node/failure.js';
import { cacheFolder, urlFolder } from './cache.js';
import { CATALOGUE, type CatalogueEntry, EMBEDDED_NAME } from './catalogue.js';
import {
  Description,
  type Partly,
  describeBeside,
  fromGraph,
  fromMetadata,
  labelsFromConfig,
} from './describe.js';
import { download, downloaded } from './download.js';
import { Http } from './http.js';
import {
  Repository,
  type TransferOptions,
  hubEndpoint,
  offlineByEnvironment,
  offlineHelp,
  refuseOffline,
} from './hub.js';
import { findEntry, ownEntries } from './names.js';
import { type HubReference, type Reference, parseReference, safePath } from './reference.js';

/** The network that ships with the project. */
export const EMBEDDED = fileURLToPath(new URL('../../network', import.meta.url));

export interface ResolveOptions extends Partial<TransferOptions> {
  /** What a person states of the model; it goes before all else. */
  readonly given?: Partly;
}

export interface ResolvedModel {
  readonly modelPath: string;
  /** As far as it is known; `checkDescription` says what is missing. */
  readonly description: Record<string, unknown>;
  /** Where the model came from: a path, an address, or a place on the Hub to the commit. */
  readonly source: string;
  /** What was taken from where, as sentences. */
  readonly assumed: readonly string[];
  /** The description once the graph is read: its metadata and its input's shape say what is still missing. */
  readonly withNetwork: (network: Network) => Pick<ResolvedModel, 'description' | 'assumed'>;
}

const LABELS_LIMIT = 16 * 2 ** 20;

const kindOf = (file: string): Promise<'file' | 'folder' | undefined> =>
  stat(file).then(
    (s) => (s.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );

/** Where a name leads: a place, and what the catalogue knows of it. */
export interface Found {
  readonly reference:
    Exclude<Reference, { kind: 'plain' }> | { readonly kind: 'file'; readonly file: string };
  readonly entry?: CatalogueEntry & { own: boolean };
}

/** Finds what a name stands for, without fetching anything. @throws FaccentError with the closest names */
export async function locate(text: string): Promise<Found> {
  const reference = parseReference(text, hubEndpoint());
  if (reference.kind !== 'plain') return { reference };
  const kind = await kindOf(text);
  const inside = path.join(text, 'model.onnx');
  if (kind === 'file') return { reference: { kind: 'file', file: text } };
  if (kind === 'folder' && (await kindOf(inside)) === 'file')
    return { reference: { kind: 'file', file: inside } };
  if (text === EMBEDDED_NAME) return { reference: { kind: 'file', file: path.join(EMBEDDED, 'model.onnx') } };
  const entry = await findEntry(text);
  if (entry) {
    const leads = parseReference(entry.reference, hubEndpoint());
    return { reference: leads.kind === 'plain' ? { kind: 'file', file: leads.text } : leads, entry };
  }
  // what looks like a path is reported as one when it is read
  if (kind === 'folder') return { reference: { kind: 'file', file: inside } };
  const looksLikeFile = /\.onnx$/i.test(text) || (/[/\\]/.test(text) && !/^[\w.-]+\/[\w.-]+$/.test(text));
  if (looksLikeFile) return { reference: { kind: 'file', file: text } };
  throw await unknown(text);
}

async function unknown(text: string): Promise<FaccentError> {
  if (text.includes('/'))
    return new FaccentError(
      `there is no file "${text}"; a repository of the Hugging Face Hub is written hf:${text}`,
    );
  const names = [EMBEDDED_NAME, ...CATALOGUE.map((e) => e.name), ...(await ownEntries()).map((e) => e.name)];
  const cost = (name: string): number => (name.includes(text) ? 0 : distance(name, text));
  const near = names.sort((a, b) => cost(a) - cost(b)).slice(0, 3);
  return new FaccentError(
    `"${text}" is neither a file nor a model's name; the closest names are ${near.join(', ')} (faccent models list shows them all)`,
  );
}

/** A file at an address. */
async function fetchUrl(url: string, options: TransferOptions): Promise<string> {
  const last = decodeURIComponent(new URL(url).pathname.split('/').at(-1)!);
  const name = safePath(last === '' ? 'model.onnx' : last, url);
  const file = path.join(urlFolder(options.cacheDir, url), name);
  if (await downloaded(file)) return file;
  refuseOffline(url, options);
  const { progress } = options;
  await download(url, file, {
    http: new Http({ ...options, help: offlineHelp(options.cacheDir) }),
    progress: progress && ((bytes, total) => progress(name, bytes, total)),
  });
  return file;
}

/**
 * Finds a model by its name: a file or folder, an address, a place on the Hub or a name of the catalogue; fetches it
 * where it is not there, and gathers what is known of it.
 * @throws FaccentError that says what is wrong and what to do
 */
export async function resolveModel(text: string, options: ResolveOptions = {}): Promise<ResolvedModel> {
  const transfer: TransferOptions = {
    ...options,
    cacheDir: options.cacheDir ?? cacheFolder(),
    offline: options.offline ?? offlineByEnvironment(),
  };
  const { reference, entry } = await locate(text);
  const description = new Description();
  description.add(options.given ?? {});
  if (entry?.own && entry.description) description.add(entry.description);

  let found: { modelPath: string; source: string };
  let root: string | undefined;
  if (reference.kind === 'hub') {
    const repository = new Repository(reference, transfer);
    const modelPath = await repository.fetchModel();
    const file = path.relative(repository.folder, modelPath).split(path.sep).join('/');
    root = repository.folder;
    found = { modelPath, source: await repository.source(file) };
  } else if (reference.kind === 'url') {
    found = { modelPath: await fetchUrl(reference.url, transfer), source: reference.url };
  } else {
    const modelPath = reference.file;
    await access(modelPath).catch((cause: unknown) => {
      throw fileFailure('read the model', modelPath, cause);
    });
    found = { modelPath, source: path.resolve(modelPath) };
  }
  await describeBeside(found.modelPath, description, root);
  const name = entry?.name ?? text;
  if (entry && !entry.own && entry.description)
    description.add(entry.description, `the catalogue's entry ${name}`);
  if (entry?.labelsFrom !== undefined && description.values.labels === undefined)
    await addLabels(entry.labelsFrom, description, transfer);

  const withNetwork = (network: Network): Pick<ResolvedModel, 'description' | 'assumed'> => {
    const full = new Description();
    full.add(description.values);
    full.add(fromMetadata(network.graph.metadata), "the model's metadata");
    full.add(fromGraph(network, full.values.input), "the shape of the model's input");
    return {
      description: full.values,
      assumed: [...description.assumed, ...full.assumed, ...byDefault(full)],
    };
  };
  const assumed = [...description.assumed, ...byDefault(description)];
  return { ...found, description: description.values, assumed, withNetwork };
}

/** What is taken to be so because nothing says otherwise. */
const byDefault = ({ values }: Description): string[] =>
  values.channelOrder === undefined ? ['channel order RGB, since nothing states another'] : [];

/** Labels of another repository. Without them classes are given by index, which is no reason to fail. */
async function addLabels(place: string, description: Description, transfer: TransferOptions): Promise<void> {
  const reference = parseReference(place, hubEndpoint()) as HubReference;
  try {
    const repository = new Repository(reference, transfer);
    await repository.fetch(reference.file!, LABELS_LIMIT);
    description.add({ labels: await labelsFromConfig(path.join(repository.folder, reference.file!)) }, place);
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    description.assumed.push(`no labels, since ${error.message}`);
  }
}
