import { modelPlaces } from '#platform';
import { GraphError, externalDataFiles } from 'onnx-grad';
import * as z from 'zod/mini';
import { FaccentError } from '../errors.js';
import type { Http } from '../platform/http.js';
import { PassingError } from '../platform/passing.js';
import type { ListedFile, ModelFolder, RepositoryCache } from '../platform/platform.js';
import { MEND_OFFLINE, type TransferOptions, damaged, httpFor, refuseOffline } from '../platform/transfer.js';
import {
  SETTINGS_LIMIT,
  isWeights,
  labelsIn,
  modelsAmong,
  settingsOf,
  usualModel,
} from './repository-files.js';
import {
  type HubReference,
  directoryOf,
  formatReference,
  insideFolder,
  join,
  safePath,
} from './reference.js';

/** The most bytes of a model that is looked at for the names of its weights' files. */
const GRAPH_LIMIT = 64 * 2 ** 20;

const REVISION = z.object({ sha: z.string() });
/** More files no repository of models has. */
const MOST_FILES = 200_000;

const bytes = z.number().check(z.int(), z.nonnegative());
const TREE = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: bytes,
    oid: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
    lfs: z.optional(z.nullable(z.object({ oid: z.string().check(z.regex(/^[0-9a-f]{64}$/)), size: bytes }))),
    xetHash: z.optional(z.nullable(z.string())),
  }),
);

const decodedOr = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What a person calls an address of the Hub. */
function naming(url: URL): string {
  const [, repository, revision, file] =
    /^\/(?:api\/models\/)?([^/]+\/[^/]+)\/(?:revision|tree|resolve)\/([^/]+)(?:\/(.+))?$/.exec(
      url.pathname,
    ) ?? [];
  if (!repository) return `${url.origin}${url.pathname}`;
  return `${repository} at ${decodedOr(revision!)}${file ? `, ${file}` : ''} (${url.host})`;
}

/** A commit of a repository: what is in it. */
interface Listing {
  readonly commit: string;
  readonly files: readonly ListedFile[];
  /** Whether it is no more than what is here: what else there may be was never asked, and cannot be now. */
  readonly inPart?: boolean;
}

/** One revision of a repository on the Hub, and what is kept of it. */
export class Repository {
  private readonly cache: RepositoryCache;
  private readonly endpoint = modelPlaces.endpoint();
  private readonly http: Http;
  private readonly place: string;

  constructor(
    readonly reference: HubReference,
    private readonly options: TransferOptions,
  ) {
    this.cache = modelPlaces.repository(reference.repository);
    this.place = formatReference({ ...reference, file: undefined });
    const { tokenName } = modelPlaces;
    // a person chose the Hub, whoever chose the repository
    this.http = httpFor(
      { ...options, foreign: false },
      {
        ...{ origin: new URL(this.endpoint).origin, token: options.token ?? modelPlaces.token(), tokenName },
        ...{ naming, help: modelPlaces.help(this.cache.place), guard: modelPlaces.guard(), anyPort: true },
      },
    );
  }

  private kept: Promise<Listing> | undefined;

  /** The files, as they were listed when something was first fetched. */
  private listing(): Promise<Listing> {
    return (this.kept ??= this.findListing());
  }

  private async findListing(): Promise<Listing> {
    const commit = await this.cache.commitOf(this.reference.revision);
    const files = commit && (await this.cache.listing(commit));
    if (commit && files) return { commit, files };
    if (this.options.offline) {
      const here = commit && (await this.listingHere(commit));
      if (here) return here;
      this.refuseOffline();
    }
    try {
      return await this.fetchListing();
    } catch (error) {
      const cause = (error as Error).cause;
      const here =
        commit && cause instanceof PassingError && cause.unreachable && (await this.listingHere(commit));
      if (here) return here;
      throw error;
    }
  }

  /** What is here of a commit, as another program has left it. */
  private async listingHere(commit: string): Promise<Listing | undefined> {
    const names = await this.cache.names(commit);
    if (!names.length) return undefined;
    return { commit, files: names.map((path) => ({ path, size: NaN, blob: '' })), inPart: true };
  }

  private async fetchListing(revision = this.reference.revision): Promise<Listing> {
    const { repository } = this.reference;
    const api = `${this.endpoint}/api/models/${repository}`;
    const { body } = await this.http.json(`${api}/revision/${encodeURIComponent(revision)}?expand=sha`);
    const commit = this.understood(REVISION, body).sha;
    // from here on everything is of one commit, whatever the branch does meanwhile
    if (!/^[0-9a-f]{40}$/.test(commit))
      throw new FaccentError(`${this.endpoint} states no commit for ${repository}`);
    const files = new Map<string, ListedFile>();
    let next: string | undefined = `${api}/tree/${commit}?recursive=true&expand=false`;
    while (next !== undefined) {
      const page: Awaited<ReturnType<Http['json']>> = await this.http.json(next);
      const entries = this.understood(TREE, page.body);
      for (const { type, path, size, oid, lfs, xetHash } of entries) {
        if (type !== 'file') continue;
        if (files.has(path))
          throw new FaccentError(`${this.endpoint} lists ${JSON.stringify(path)} twice in ${repository}`);
        files.set(path, {
          ...{ path, size: lfs?.size ?? size, blob: oid },
          ...{ sha256: lfs?.oid, xet: xetHash ?? undefined },
        });
      }
      const following: string | undefined = this.nextPage(page.answer.header('link'));
      if (files.size > MOST_FILES || (following !== undefined && !entries.length))
        throw new FaccentError(`${this.endpoint} lists files of ${repository} without end`);
      next = following;
    }
    return { commit, files: [...files.values()] };
  }

  /** Where a listing goes on: on the same server, as the token that is sent there. */
  private nextPage(link: string | null): string | undefined {
    const given = /<([^<>]{1,4000})>\s*;\s*rel="next"/.exec(link ?? '')?.[1];
    if (given === undefined) return undefined;
    const next = URL.canParse(given, this.endpoint) ? new URL(given, this.endpoint) : undefined;
    if (next?.origin !== new URL(this.endpoint).origin)
      throw new FaccentError(`${this.endpoint} says that its listing goes on elsewhere, which is refused`);
    return next.href;
  }

  private understood<T>(schema: z.ZodMiniType<T>, body: unknown): T {
    const { data } = z.safeParse(schema, body);
    if (data !== undefined) return data;
    throw new FaccentError(`${this.endpoint} does not answer as the Hugging Face Hub does`);
  }

  private refuseOffline(): void {
    refuseOffline(formatReference(this.reference), this.options.offline, modelPlaces.help(this.cache.place));
  }

  /** The model's file: the one that is asked for, or the one that is usual. */
  private async modelFile(): Promise<string> {
    const { file } = this.reference;
    const listing = await this.listing();
    const names = listing.files.map((f) => f.path);
    const say = (list: readonly string[]): string =>
      list.map((name) => formatReference({ ...this.reference, file: name })).join(', ');
    const models = modelsAmong(names);
    const found = file === undefined ? usualModel(names) : names.find((name) => name === file);
    if (found !== undefined) return safePath(found, this.place);
    // what is here is not all there is
    if (listing.inPart) this.refuseOffline();
    if (file !== undefined)
      throw new FaccentError(
        `${this.place} has no file "${file}"; its models are ${models.length ? say(models) : 'none'}`,
      );
    throw new FaccentError(
      models.length
        ? `${this.place} has ${models.length} models; say which: ${say(models)}`
        : `${this.place} has no .onnx file`,
    );
  }

  /** Brings a model and all that belongs to it here. */
  async fetchModel(): Promise<ModelFolder> {
    const model = await this.modelFile();
    const { commit, files } = await this.listing();
    await this.fetch(model);
    const weights = await this.weightsOf(model);
    for (const { path } of files.filter(({ path }) => weights.includes(path) || isWeights(path, model)))
      await this.fetch(path);
    const settings = settingsOf(model);
    for (const { path } of files.filter(({ path }) => settings.includes(path))) {
      await this.fetch(path, SETTINGS_LIMIT);
      if (path.endsWith('model.json')) await this.fetchLabels(path);
    }
    const path = this.cache.pathOf(commit, model);
    return {
      ...{ model, path, foreign: true },
      source: formatReference({ ...this.reference, revision: commit, file: model }),
      nameOf: (name) => this.cache.pathOf(commit, name) ?? `${this.place}/${name}`,
      read: (name, limit) => this.cache.read(commit, safePath(name, this.place), limit),
    };
  }

  /** Paths of the files that a model says its weights are in. */
  private async weightsOf(model: string): Promise<string[]> {
    const { commit, files } = await this.listing();
    // one that keeps its weights elsewhere is itself small
    if (files.find(({ path }) => path === model)!.size > GRAPH_LIMIT) return [];
    const bytes = await this.cache.read(commit, model);
    try {
      return bytes
        ? externalDataFiles(bytes).map((name) => join(directoryOf(model), insideFolder(name) ?? name))
        : [];
    } catch (error) {
      // whoever reads it next says what is wrong with it
      if (error instanceof GraphError) return [];
      throw error;
    }
  }

  /** The file of labels that a description names. */
  private async fetchLabels(described: string): Promise<void> {
    const { commit } = await this.listing();
    const labels = labelsIn(await this.cache.read(commit, described));
    if (labels !== undefined)
      await this.fetch(join(directoryOf(described), safePath(labels, described)), SETTINGS_LIMIT);
  }

  /** One file, unless it is here. @param limit of a file that is not the model or its weights */
  private async fetch(file: string, limit?: number): Promise<void> {
    const { commit, files, inPart } = await this.listing();
    const listed = files.find((f) => f.path === safePath(file, this.place));
    if (!listed) {
      if (inPart) return;
      throw new FaccentError(`${this.place} has no file "${file}"`);
    }
    const found = await this.cache.check(commit, listed);
    const at = this.cache.pathOf(commit, file) ?? `${this.place}/${file}`;
    if (inPart || this.options.offline) {
      if (found.state === 'whole') return;
      if (found.state === 'wrong')
        throw damaged(at, found.why, this.options.offline ? MEND_OFFLINE : 'and the Hub cannot be reached');
      // what says how a model is used may be said by the caller, too
      if (limit !== undefined) return;
      this.refuseOffline();
    }
    if (found.state === 'wrong') {
      // or is it the list of what there should be?
      const relisted = (this.relisted ??= this.fetchListing(commit));
      const anew = await relisted.catch((cause: Error) => {
        throw damaged(at, found.why, `and cannot be fetched again (${cause.message})`, cause);
      });
      if (anew !== (await this.listing())) {
        this.kept = relisted;
        return this.fetch(file, limit);
      }
      this.options.note?.(`"${at}" ${found.why}: it was damaged or exchanged, and is fetched again`);
    }
    if (found.state !== 'whole') {
      const name = file.split('/').map(encodeURIComponent).join('/');
      const url = `${this.endpoint}/${this.reference.repository}/resolve/${commit}/${name}`;
      const { onProgress } = this.options;
      await this.cache.fetch(commit, listed, url, { http: this.http, limit, onProgress });
    }
    // noted once there is something to note it for; what cannot be noted is asked for again
    this.noted ??= this.cache.note(this.reference.revision, commit, files).catch(() => undefined);
    await this.noted;
  }

  private noted: Promise<void> | undefined;
  private relisted: Promise<Listing> | undefined;

  /** One file of it, fetched where it is not here. */
  async read(file: string): Promise<Uint8Array | undefined> {
    await this.fetch(file, SETTINGS_LIMIT);
    return this.cache.read((await this.listing()).commit, file);
  }
}
