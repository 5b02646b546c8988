import {
  type Model,
  type Photograph,
  type Size,
  channel,
  chooseDevice,
  defaultThreads,
  graphCache,
  prepare,
  readPhotograph,
} from 'faccent';
import { layersOf } from './layers.js';
import { Looks } from './looks.js';
import { openOwn, openShipped } from './networks.js';
import type {
  AuditNews,
  ClassScore,
  FileKind,
  LayerHere,
  LevelPicture,
  LevelsNews,
  Machine,
  NamedFile,
  NetworkInfo,
  NetworkLayers,
  OwnNetwork,
  PhotographInfo,
  Progress,
  RecipeWish,
  RunEnd,
  RunNews,
  RunSettings,
  RunWish,
  TurnedWish,
} from './protocol.js';
import { pictureOf } from './pictures.js';
import { Run, askedBy, optionsOf } from './run.js';

/** Compiled graphs hold memory, of which WASM has 4 GB at most. */
const MOST_PREPARED = 6;

/** What shapes the graphs of a run. */
const shapeOf = (layer: string, { size, views, strength }: RunSettings): string =>
  [layer, size, views, strength > 0].join();

/**
 * What the worker does for the page: it holds a network, photographs and compiled graphs, and runs one accentuation at a
 * time. All of the method is the library's.
 */
export class Engine {
  private network: Model | undefined;
  private looks: Looks | undefined;
  private machine: Machine | undefined;
  private readonly photographs = new Map<number, { blob: Blob; name: string; at: Map<string, Photograph> }>();
  private cache = graphCache();
  /** What is compiled in the cache: layers at sizes and views. */
  private readonly prepared = new Set<string>();
  private readonly runs = new Map<number, Run>();
  private last = 0;

  /** Where runs go on this machine; asked for once. */
  async whereRuns(): Promise<Machine> {
    if (!this.machine) {
      const { device, explanation } = await chooseDevice('auto');
      this.machine = { device, threads: defaultThreads(), because: explanation };
    }
    return this.machine;
  }

  /**
   * Opens a network in place of the one that was there.
   * @param what the name of one that ships, or one of a person's own
   * @throws FaccentError, GraphError that say what is wrong with it; what was open stays
   */
  async open(what: string | OwnNetwork, progress: Progress): Promise<NetworkInfo> {
    const { model, info } =
      typeof what === 'string' ? await openShipped(what, progress) : await openOwn(what);
    await this.empty();
    await this.looks?.release();
    this.looks = undefined;
    this.network = model;
    return info;
  }

  /** Takes a photograph in. @param id that it had in a worker before this one @throws FaccentError where it does not decode */
  async photograph(
    blob: Blob,
    name: string,
    size: number | Size,
    id = this.last + 1,
  ): Promise<PhotographInfo> {
    this.last = Math.max(this.last, id);
    this.photographs.set(id, { blob, name, at: new Map() });
    try {
      return { id, name, picture: pictureOf(await this.onCanvas(id, size)) };
    } catch (error) {
      this.photographs.delete(id);
      throw error;
    }
  }

  /** The strongest classes in a photograph. */
  async classes(photograph: number, size: number, count: number): Promise<ClassScore[]> {
    return (await this.look()).classes(await this.onCanvas(photograph, size), count);
  }

  /**
   * The channels that stand out at a place of a photograph, layer by layer; at once for a photograph that was looked at.
   * @param place in parts of the canvas' height and width
   */
  async here(photograph: number, size: number, place: readonly [number, number]): Promise<LayerHere[]> {
    return (await this.look()).here(await this.onCanvas(photograph, size), place);
  }

  /** All layers of the network, as a tree. */
  layers(): NetworkLayers {
    return layersOf(this.model());
  }

  /** Accentuates; told to `pause` or `stop` by the id that the page gives the run. */
  async run(id: number, wish: RunWish, news: (news: RunNews) => void): Promise<RunEnd> {
    const photo = await this.onCanvas(wish.photograph, wish.settings.size);
    const asked = askedBy(wish, this.model(), photo, await this.whereRuns());
    const run = new Run(this.model(), photo, asked, this.cache);
    this.runs.set(id, run);
    const end = await run.go(news);
    const { layer, unit } = wish.feature;
    this.prepared.add(shapeOf(layer, wish.settings));
    const { image } = run.ended!.result;
    if (typeof unit !== 'number' || run.model.resolve(layer) !== run.model.resolve(run.model.logits))
      return end;
    const found = await (await this.look()).probabilities(unit, photo, image);
    return { ...end, ...(found && { probability: { before: found[0], after: found[1] } }) };
  }

  /** Does what a recipe asks for, on this machine's device and threads; told as `run` is. */
  async repeat(
    id: number,
    { recipe, photograph }: RecipeWish,
    news: (news: RunNews) => void,
  ): Promise<RunEnd> {
    const { device, threads } = await this.whereRuns();
    const photo =
      photograph === undefined ? undefined : await this.onCanvas(photograph, recipe.settings.size);
    const request = { ...recipe, environment: { device, threads } };
    const asked = { request: () => request, feature: recipe.name };
    const run = new Run(this.model(), photo, asked, this.cache);
    this.runs.set(id, run);
    return run.go(news);
  }

  /** Compiles what runs of a layer need, while a person still looks; at once where it was done. */
  async prepare(photograph: number, layer: string, settings: RunSettings): Promise<void> {
    const model = this.model();
    const photo = await this.onCanvas(photograph, settings.size);
    const key = shapeOf(layer, settings);
    if (this.prepared.has(key)) return;
    if (this.prepared.size >= MOST_PREPARED) await this.empty();
    const options = optionsOf(model, settings, await this.whereRuns());
    await prepare(model, photo, channel({ layer, unit: 0 }), { ...options, cache: this.cache });
    this.prepared.add(key);
  }

  pause(id: number): void {
    this.runs.get(id)?.pause();
  }

  goOn(id: number): void {
    this.runs.get(id)?.goOn();
  }

  stop(id: number): void {
    this.runs.get(id)?.stop();
  }

  /** A series of levels as a run was asked that has ended. @param news says whether to go on */
  async levels(
    id: number,
    count: number,
    news: (told: LevelsNews) => boolean | Promise<boolean>,
  ): Promise<LevelPicture[] | undefined> {
    // in the script that files are made by: one more would divide what they share
    const { levelsOf } = await import('./files.js');
    return levelsOf(this.kept(id), count, this.cache, news);
  }

  /** Whether the pictures of an ended run's feature are to be believed, as a page. @param news says whether to go on */
  async audit(
    id: number,
    news: (told: AuditNews) => boolean | Promise<boolean>,
  ): Promise<NamedFile | undefined> {
    const { auditOf } = await import('./audit.js');
    return auditOf(this.kept(id), await this.whereRuns(), news);
  }

  /** Accentuates as the article's knobs are turned. @param news says whether to go on */
  async turned(
    wish: TurnedWish,
    news: (news: RunNews) => boolean | Promise<boolean>,
  ): Promise<RunEnd | undefined> {
    const { turned } = await import('./turned.js');
    const photo = await this.onCanvas(wish.photograph, wish.settings.size);
    const key = [shapeOf(wish.feature.layer, wish.settings), wish.holds].join();
    if (!this.prepared.has(key) && this.prepared.size >= MOST_PREPARED) await this.empty();
    this.prepared.add(key);
    return turned(this.model(), photo, wish, { ...(await this.whereRuns()), cache: this.cache }, news);
  }

  /** A file of a run that has ended. */
  async file(id: number, kind: FileKind): Promise<NamedFile> {
    const run = this.kept(id);
    // pages, charts and animations are loaded when the first is asked for
    const { fileOf } = await import('./files.js');
    return fileOf(run, kind);
  }

  /** Lets go of what a run has kept for its files. */
  forget(id: number): void {
    this.runs.get(id)?.stop();
    this.runs.delete(id);
  }

  private kept(id: number): Run {
    const run = this.runs.get(id);
    if (!run) throw new Error(`there is no run ${id}`);
    return run;
  }

  /** Lets go of all compiled graphs. */
  private async empty(): Promise<void> {
    const { cache } = this;
    this.cache = graphCache();
    this.prepared.clear();
    await cache.release();
  }

  private async look(): Promise<Looks> {
    const model = this.model();
    const { threads } = await this.whereRuns();
    return (this.looks ??= new Looks(model, threads));
  }

  private model(): Model {
    if (!this.network) throw new Error('no network is open');
    return this.network;
  }

  private async onCanvas(id: number, size: number | Size): Promise<Photograph> {
    const kept = this.photographs.get(id);
    if (!kept) throw new Error(`there is no photograph ${id}`);
    const key = String([size].flat());
    const found = kept.at.get(key);
    if (found) return found;
    const read = { ...(await readPhotograph(kept.blob, { size })), path: kept.name };
    kept.at.set(key, read);
    return read;
  }
}
