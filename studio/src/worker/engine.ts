import {
  type Model,
  type Photograph,
  chooseDevice,
  defaultThreads,
  earlyLayer,
  graphCache,
  loadModel,
  readPhotograph,
  strongest,
} from 'faccent';
import type {
  ClassScore,
  FileKind,
  Machine,
  NamedFile,
  NetworkInfo,
  PhotographInfo,
  Progress,
  RunEnd,
  RunNews,
  RunWish,
} from './protocol.js';
import { pictureOf } from './pictures.js';
import { Run } from './run.js';

/**
 * What the worker does for the page: it holds a network, photographs and compiled graphs, and runs one accentuation at a
 * time. All of the method is the library's.
 */
export class Engine {
  private network: Model | undefined;
  private machine: Machine | undefined;
  private readonly photographs = new Map<number, { blob: Blob; name: string; at: Map<number, Photograph> }>();
  private cache = graphCache();
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

  /** Loads a network in place of the one that was there. @param name of one that ships */
  async open(name: string | undefined, progress: Progress): Promise<NetworkInfo> {
    const model = await loadModel(name, {
      onProgress: ({ file, bytes, total }) => progress(file, bytes, total),
    });
    await this.cache.release();
    this.cache = graphCache();
    this.network = model;
    return {
      name: model.origin?.source ?? 'network',
      sha256: model.origin?.sha256 ?? '',
      logits: model.logits,
      labels: model.classes.labels ?? [],
      layers: model.layers,
      holds: model.description.regularize ?? earlyLayer(model)?.name,
      facts: model.facts,
      notes: model.notes,
    };
  }

  /** Takes a photograph in. @throws FaccentError where it does not decode */
  async photograph(blob: Blob, name: string, size: number): Promise<PhotographInfo> {
    const id = ++this.last;
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
    const model = this.model();
    const found = await strongest(model, await this.onCanvas(photograph, size), { count });
    return found.map(({ unit, activation, probability, label }) => ({
      ...{ unit, activation, probability },
      label: label ?? String(unit),
    }));
  }

  /** Accentuates; told to `pause` or `stop` by the id that the page gives the run. */
  async run(id: number, wish: RunWish, news: (news: RunNews) => void): Promise<RunEnd> {
    const photo = await this.onCanvas(wish.photograph, wish.settings.size);
    const run = new Run(this.model(), photo, wish, await this.whereRuns(), this.cache);
    this.runs.set(id, run);
    return run.go(news);
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

  /** A file of a run that has ended. */
  async file(id: number, kind: FileKind): Promise<NamedFile> {
    const run = this.runs.get(id);
    if (!run) throw new Error(`there is no run ${id}`);
    // pages, charts and animations are loaded when the first is asked for
    const { fileOf } = await import('./files.js');
    return fileOf(run, kind);
  }

  /** Lets go of what a run has kept for its files. */
  forget(id: number): void {
    this.runs.get(id)?.stop();
    this.runs.delete(id);
  }

  private model(): Model {
    if (!this.network) throw new Error('no network is open');
    return this.network;
  }

  private async onCanvas(id: number, size: number): Promise<Photograph> {
    const kept = this.photographs.get(id);
    if (!kept) throw new Error(`there is no photograph ${id}`);
    const found = kept.at.get(size);
    if (found) return found;
    const read = { ...(await readPhotograph(kept.blob, { size })), path: kept.name };
    kept.at.set(size, read);
    return read;
  }
}
