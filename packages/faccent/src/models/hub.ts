import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from '../errors.js';
import { GraphError, externalDataFiles } from 'onnx-grad';
import { readJson } from '../platform/node/read.js';
import { hubFolder } from './cache.js';
import { type Downloaded, download, downloaded, writeSmall } from './download.js';
import { Http, type HttpOptions } from './http.js';
import { type HubReference, formatReference, safePath } from './reference.js';

/** Shows how a download goes: bytes that are there, and all there will be, where the server says. */
export type TransferProgress = (file: string, bytes: number, total: number | undefined) => void;

export interface TransferOptions extends Pick<
  HttpOptions,
  'fetch' | 'signal' | 'retryDelay' | 'idleTimeout'
> {
  readonly cacheDir: string;
  /** Use what is in the cache alone. */
  readonly offline: boolean;
  readonly progress?: TransferProgress;
}

/** A file of a repository as it is listed. */
interface Listed {
  readonly path: string;
  readonly size: number;
  readonly sha256?: string;
  readonly gitHash?: string;
}

/** What is kept of a repository's revision, so that nothing need be asked again. */
interface Listing {
  readonly repository: string;
  readonly revision: string;
  readonly commit: string;
  readonly files: readonly Listed[];
}

const LISTING = '.listing.json';
/** Larger files of settings are not what they say they are. */
const SETTINGS_LIMIT = 16 * 2 ** 20;
/** The most bytes of a model that is looked at for the names of its weights' files. */
const GRAPH_LIMIT = 64 * 2 ** 20;
/** Files beside a model or above it that say how it is used. */
const SETTINGS = ['model.json', 'preprocessor_config.json', 'config.json'];

/** The Hub's address: HF_ENDPOINT, or huggingface.co. */
export function hubEndpoint(): string {
  const given = process.env.HF_ENDPOINT?.trim() || 'https://huggingface.co';
  if (!/^https?:\/\/[^/]/.test(given))
    throw new FaccentError(`HF_ENDPOINT is "${given}"; it should be an address like https://huggingface.co`);
  return given.replace(/\/+$/, '');
}

const hubToken = (): string | undefined =>
  process.env.HF_TOKEN?.trim() || process.env.HUGGING_FACE_HUB_TOKEN?.trim() || undefined;

/** Whether the environment forbids the network. */
export const offlineByEnvironment = (): boolean =>
  ['FACCENT_OFFLINE', 'HF_HUB_OFFLINE'].some((name) => /^(1|true|yes|on)$/i.test(process.env[name] ?? ''));

/** What to do without a network. */
export const offlineHelp = (cache: string): string =>
  `without a network, copy the folder ${cache} from a machine that has the model, or give --model a file ` +
  '(mini-inception needs no download)';

/** @throws FaccentError where the network is forbidden */
export function refuseOffline(what: string, { offline, cacheDir }: TransferOptions): void {
  if (offline)
    throw new FaccentError(
      `${what} is not in the cache, and FACCENT_OFFLINE or HF_HUB_OFFLINE forbids the network: ${offlineHelp(cacheDir)}`,
    );
}

/** What a person calls an address of the Hub. */
function naming(url: URL): string {
  const [, repository, revision, file] =
    /^\/(?:api\/models\/)?([^/]+\/[^/]+)\/(?:revision|tree|resolve)\/([^/]+)(?:\/(.+))?$/.exec(
      url.pathname,
    ) ?? [];
  if (!repository) return `${url.origin}${url.pathname}`;
  return `${repository} at ${decodeURIComponent(revision!)}${file ? `, ${file}` : ''} (${url.host})`;
}

/** One revision of a repository on the Hub, mirrored in the cache. */
export class Repository {
  readonly folder: string;
  private readonly endpoint = hubEndpoint();
  private readonly http: Http;

  constructor(
    readonly reference: HubReference,
    private readonly options: TransferOptions,
  ) {
    const token = hubToken();
    this.folder = hubFolder(options.cacheDir, this.endpoint, reference);
    const authorization = token === undefined ? undefined : { origin: new URL(this.endpoint).origin, token };
    this.http = new Http({ ...options, authorization, naming, help: offlineHelp(options.cacheDir) });
  }

  private kept: Listing | undefined;
  private written = false;

  /** The files, as they were listed when something was first fetched. */
  private async listing(): Promise<Listing> {
    return (this.kept ??= (await this.keptListing()) ?? (await this.fetchListing()));
  }

  private async keptListing(): Promise<Listing | undefined> {
    try {
      return JSON.parse(await readFile(path.join(this.folder, LISTING), 'utf8')) as Listing;
    } catch {
      return undefined;
    }
  }

  private async fetchListing(): Promise<Listing> {
    const { repository, revision } = this.reference;
    this.refuseOffline();
    const { listFiles, modelInfo } = await import('@huggingface/hub');
    const common = { hubUrl: this.endpoint, fetch: this.http.fetch };
    const { sha } = await modelInfo({ name: repository, revision, additionalFields: ['sha'], ...common });
    // from here on everything is of one commit, whatever the branch does meanwhile
    if (!/^[0-9a-f]{6,64}$/.test(sha))
      throw new FaccentError(`${this.endpoint} states no commit for ${repository}`);
    const files: Listed[] = [];
    for await (const entry of listFiles({ repo: repository, revision: sha, recursive: true, ...common })) {
      if (entry.type !== 'file') continue;
      const { path: name, size, oid, lfs } = entry;
      files.push({ path: name, size: lfs?.size ?? size, sha256: lfs?.oid, gitHash: lfs ? undefined : oid });
    }
    return { repository, revision, commit: sha, files };
  }

  private refuseOffline(): void {
    refuseOffline(formatReference(this.reference), this.options);
  }

  /** The model's file: the one that is asked for, or the one that is usual. */
  async modelFile(): Promise<string> {
    const { file } = this.reference;
    const { files } = await this.listing();
    const names = files.map((f) => f.path);
    const models = names.filter((name) => name.toLowerCase().endsWith('.onnx')).sort();
    const say = (list: readonly string[]): string =>
      list.map((name) => formatReference({ ...this.reference, file: name })).join(', ');
    const place = formatReference({ ...this.reference, file: undefined });
    if (file !== undefined) {
      if (names.includes(file)) return file;
      throw new FaccentError(
        `${place} has no file "${file}"; its models are ${models.length ? say(models) : 'none'}`,
      );
    }
    const usual = ['onnx/model.onnx', 'model.onnx'].find((name) => models.includes(name));
    if (usual) return usual;
    if (models.length === 1) return safePath(models[0]!, place);
    throw new FaccentError(
      models.length
        ? `${place} has ${models.length} models; say which: ${say(models)}`
        : `${place} has no .onnx file`,
    );
  }

  /** Brings a model and all that belongs to it into the cache. @returns its file */
  async fetchModel(): Promise<string> {
    const file = await this.modelFile();
    const stem = file.replace(/\.onnx$/i, '');
    const { files } = await this.listing();
    const info = await this.fetch(file);
    const named = await this.weightsOf(file, info);
    const belongs = ({ path: name }: Listed): boolean =>
      named.includes(name) ||
      [`${file}_data`, `${file}.data`, `${stem}.data`].some((start) => name.startsWith(start));
    for (const { path: name } of files.filter(belongs)) await this.fetch(name);
    const folders = [path.posix.dirname(file), '.'].map((f) => (f === '.' ? '' : `${f}/`));
    const settings = new Set(folders.flatMap((folder) => SETTINGS.map((name) => folder + name)));
    settings.add(`${stem}.json`);
    for (const { path: name } of files.filter((f) => settings.has(f.path)))
      await this.fetch(name, SETTINGS_LIMIT);
    for (const { path: name } of files.filter((f) => settings.has(f.path) && f.path.endsWith('model.json')))
      await this.fetchLabels(name);
    return path.join(this.folder, file);
  }

  /** Paths of the files that a model says its weights are in. */
  private async weightsOf(file: string, { size }: Downloaded): Promise<string[]> {
    // one that keeps its weights elsewhere is itself small
    if (size > GRAPH_LIMIT) return [];
    try {
      const locations = externalDataFiles(await readFile(path.join(this.folder, file)));
      return locations.map((location) => path.posix.join(path.posix.dirname(file), location));
    } catch (error) {
      // whoever reads it next says what is wrong with it
      if (error instanceof GraphError) return [];
      throw error;
    }
  }

  /** The file of labels that a description names. */
  private async fetchLabels(described: string): Promise<void> {
    const json = (await readJson(path.join(this.folder, described))) as { labels?: unknown } | null;
    const labels = json?.labels;
    if (typeof labels === 'string')
      await this.fetch(
        path.posix.join(path.posix.dirname(described), safePath(labels, described)),
        SETTINGS_LIMIT,
      );
  }

  /** One file, from the cache or into it. */
  async fetch(file: string, limit?: number): Promise<Downloaded> {
    const place = formatReference({ ...this.reference, file: undefined });
    const target = path.join(this.folder, safePath(file, place));
    const there = await downloaded(target);
    if (there) return there;
    this.refuseOffline();
    const listing = await this.listing();
    const listed = listing.files.find((f) => f.path === file);
    if (!listed) throw new FaccentError(`${place} has no file "${file}"`);
    const name = file.split('/').map(encodeURIComponent).join('/');
    const url = `${this.endpoint}/${this.reference.repository}/resolve/${listing.commit}/${name}`;
    const { progress } = this.options;
    const info = await download(url, target, {
      http: this.http,
      expected: listed,
      limit,
      progress: progress && ((bytes, total) => progress(file, bytes, total)),
    });
    // kept once there is something to keep it for
    if (!this.written) await writeSmall(path.join(this.folder, LISTING), JSON.stringify(listing));
    this.written = true;
    return info;
  }

  /** Where the model came from, to the commit. */
  async source(file: string): Promise<string> {
    const { commit } = await this.listing();
    return formatReference({ ...this.reference, revision: commit, file });
  }
}
