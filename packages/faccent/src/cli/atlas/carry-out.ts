import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  FaccentError,
  type LoadedEncoder,
  type Model,
  type Photograph,
  type RunRequest,
  type Size,
  runRecipe,
} from 'faccent';
import { resultFiles, stripEvery } from '../../atlas/result-files.js';
import { recordedEncoder, recordedPictures } from '../files/recorded.js';
import { GroupGraphs } from '../jobs/group-graphs.js';
import { keepingBackend, stepThrough } from '../jobs/run.js';
import { type Interrupt, Interrupted } from '../signals/interrupt.js';
import { here } from '../unfinished/here.js';
import { jobFile } from './folder.js';
import { keepJob, keptJob } from './kept.js';

import type { CarryOut } from './worker.js';

/** Bytes of photographs that are kept for further jobs: each is accentuated for many features. */
const PHOTOGRAPHS = 2 ** 27;

/** Photographs of a canvas that a worker keeps decoded. */
export const photographsKept = ([height, width]: Size): number =>
  Math.floor(PHOTOGRAPHS / (3 * Float32Array.BYTES_PER_ELEMENT * height * width));

/** The pictures of a job. */
type Pictures = { readonly photo?: Photograph; readonly mask?: Float32Array };

/** What makes jobs: accentuations and visualizations, in one compiled graph for all that are of one. */
export class Accentuator {
  private readonly pictures = new Map<string, Pictures>();
  private bytes = 0;
  private readonly graphs = new GroupGraphs();
  private encoder: { readonly sha256: string; readonly loaded: LoadedEncoder } | undefined;

  constructor(
    private readonly folder: string,
    private readonly model: Model,
    private readonly interrupt: Interrupt,
  ) {}

  readonly carryOut: CarryOut = async (job, held) => {
    const { request } = job;
    const record = jobFile(this.folder, held.group, job.id);
    const { photo, mask } = await this.picturesOf(request, record);
    const encoder = await this.encoderOf(request, record);
    const now = await here(photo?.data);
    const found = await keptJob(this.folder, held, now);
    const run = runRecipe(
      request,
      { model: this.model, photo, mask, encoder: encoder?.encoder },
      {
        snapshots: stripEvery(request.settings.steps as number),
        resume: found?.checkpoint,
        cache: await this.graphs.of(held.group),
        backend: keepingBackend(true),
      },
    );
    const { recipe, result } = await stepThrough(
      run,
      { quiet: true, interrupt: this.interrupt },
      async (step) => {
        if (this.interrupt.status === undefined) return;
        // where there is no room for it the job begins anew, and is no worse for that
        await keepJob(this.folder, held, request, await step.checkpoint!(), now).catch(() => undefined);
        throw new Interrupted();
      },
    );
    return { files: resultFiles({ ...recipe, created: job.created }, result) };
  };

  private async picturesOf({ photo, settings }: RunRequest, record: string): Promise<Pictures> {
    if (!photo) return {};
    const { size, mask } = settings;
    const key = JSON.stringify([photo, size, mask]);
    const known = this.pictures.get(key);
    if (known) {
      // what was used last goes last
      this.pictures.delete(key);
      this.pictures.set(key, known);
      return known;
    }
    if (![photo.path, path.join(path.dirname(record), path.basename(photo.path))].some(existsSync))
      throw new FaccentError(
        `the photograph "${photo.path}" is not there: put it back, or plan again with the place where it is now`,
      );
    const read = await recordedPictures(photo, settings, record);
    this.pictures.set(key, read);
    this.bytes += read.photo.data.byteLength;
    for (const [oldest, { photo: old }] of this.pictures) {
      if (this.bytes <= PHOTOGRAPHS || oldest === key) break;
      this.pictures.delete(oldest);
      this.bytes -= old!.data.byteLength;
    }
    return read;
  }

  private async encoderOf({ encoder }: RunRequest, record: string): Promise<LoadedEncoder | undefined> {
    if (!encoder) return undefined;
    if (this.encoder?.sha256 !== encoder.sha256)
      this.encoder = { sha256: encoder.sha256, loaded: await recordedEncoder(encoder, record) };
    return this.encoder.loaded;
  }

  async release(): Promise<void> {
    await this.graphs.release();
  }
}
