import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { type Checkpoint, FaccentError, type Step } from 'faccent';
import { syncFile, syncFolder, writeWhole } from '../../platform/node/atomic.js';
import { readBytes, readText } from '../../platform/node/read.js';
import { note } from '../print/note.js';
import { type Asked, formatAsked, parseAsked } from './asked.js';
import {
  type CheckpointFile,
  formatCheckpoint,
  isSound,
  nameOf,
  parseCheckpoint,
  stepsIn,
} from './checkpoint-file.js';
import { type Here, checkHere } from './here.js';
import { PART, UNFINISHED, checkpointsAt, keptIn, placeOf } from './places.js';
import { type KeptSnapshot, readSnapshot, writeSnapshot } from './snapshots.js';

/** The file in an unfinished run's place that says what it was asked. */
export const ASKED = 'run.json';

/** Checkpoints that are kept: the newest, and one to go on from where that is damaged. */
const KEPT = 2;

/** Where a run that goes on stands. */
export interface Found {
  readonly checkpoint: Checkpoint;
  /** How long it has taken so far. */
  readonly seconds: number;
}

/** Where a run is kept while it is not finished. */
export class Store {
  private snapshots: readonly KeptSnapshot[] = [];

  /** @param text what the run is asked, as its file has it */
  constructor(
    readonly folder: string,
    readonly asked: Asked,
    private readonly text = formatAsked(asked),
    readonly place = placeOf(folder),
  ) {}

  /** Where one of several accentuations is kept that make up the run. @param name of letters, digits and hyphens */
  async part(name: string): Promise<Store> {
    const place = this.file(`${PART}${name}`);
    await mkdir(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await syncFolder(this.place);
    return new Store(this.folder, this.asked, this.text, place);
  }

  private file(name: string): string {
    return path.join(this.place, name);
  }

  /** Notes what the run is asked, before anything is done for it; `settle` puts it on the disk. */
  async begin(): Promise<void> {
    await mkdir(this.place);
    try {
      await writeWhole(this.file(ASKED), this.text, { synced: false });
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  /**
   * Puts what runs are asked on the disk: together, since the first that is waited for takes the others with it (of 720
   * folders on ext4 0.9 s, and 8.7 s one by one).
   */
  static async settle(stores: readonly Store[]): Promise<void> {
    for (const { place, folder } of stores) {
      await syncFile(path.join(place, ASKED));
      await syncFolder(place);
      await syncFolder(folder);
    }
    for (const above of new Set(stores.map(({ folder }) => path.dirname(path.resolve(folder)))))
      await syncFolder(above);
  }

  /** What runs were asked that are not finished. @throws FaccentError where what is kept is damaged */
  static async open(folder: string): Promise<Store> {
    const file = path.join(placeOf(folder), ASKED);
    try {
      const text = await readText(file);
      return new Store(folder, parseAsked(text, file), text);
    } catch (error) {
      // each checkpoint says it too
      for (const checkpoint of (await keptIn(folder)).flat()) {
        const known = await readCheckpoint(checkpoint);
        if (!known) continue;
        const store = new Store(folder, parseAsked(known.asked, checkpoint), known.asked);
        await writeWhole(file, known.asked);
        return store;
      }
      throw new FaccentError(
        `what is kept of the run in "${folder}" is damaged (${(error as Error).message}): start the run again`,
        { cause: error },
      );
    }
  }

  /** Writes where the run stands, and the snapshots that it took since; of older ones the last stays. */
  async keep(checkpoint: Checkpoint, stands: { here: Here; seconds: number }): Promise<void> {
    if (!isSound(checkpoint)) return;
    const known = new Set(this.snapshots.map(({ step }) => step));
    const taken = checkpoint.steps.filter((step): step is Step => step.images !== undefined);
    for (const step of taken)
      if (!known.has(step.step)) this.snapshots = [...this.snapshots, await writeSnapshot(this.place, step)];
    const noted = { ...stands, asked: this.text, snapshots: this.snapshots };
    await writeWhole(this.file(nameOf(checkpoint.steps.length)), formatCheckpoint(checkpoint, noted));
    for (const name of (await checkpointsAt(this.place)).slice(KEPT))
      await rm(this.file(name), { recursive: true });
  }

  /**
   * Where the run was left: after the newest checkpoint that is whole; nothing where it begins anew.
   * @param check looks whether what carries runs out is the same now
   * @throws FaccentError where it is of another run, or what carries runs out is another now
   */
  async find(now: Here, check: typeof checkHere = checkHere): Promise<Found | undefined> {
    const names = await checkpointsAt(this.place);
    for (const [i, name] of names.entries()) {
      const read = await readCheckpoint(this.file(name));
      if (read && read.asked !== this.text)
        throw new FaccentError(
          `"${this.file(name)}" is of another run than ${ASKED} beside it: start the run again`,
        );
      if (read) check(read.here, now, this.folder);
      const whole = read && (await this.withSnapshots(read));
      if (whole) return whole;
      const then = i + 1 < names.length ? 'the run goes on from the one before it' : 'the run begins anew';
      note(`the checkpoint "${this.file(name)}" is damaged: ${then}`);
      await rm(this.file(name), { recursive: true, force: true });
    }
    return undefined;
  }

  private async withSnapshots({
    checkpoint,
    seconds,
    snapshots,
  }: CheckpointFile): Promise<Found | undefined> {
    try {
      const pictures = new Map<number, Pick<Step, 'image' | 'images'>>();
      for (const kept of snapshots) pictures.set(kept.step, await readSnapshot(this.place, kept));
      this.snapshots = snapshots;
      const steps = checkpoint.steps.map((step) => ({ ...step, ...pictures.get(step.step) }));
      return { checkpoint: { ...checkpoint, steps }, seconds };
    } catch {
      return undefined;
    }
  }

  /** Forgets a run that cannot be made, or was not begun. */
  async drop(): Promise<void> {
    await rm(this.place, { recursive: true, force: true });
  }

  /** Forgets the run, once its results are there. In one move: a crash leaves all of it, or nothing that counts. */
  async finish(): Promise<void> {
    const going = path.join(
      this.folder,
      `.${UNFINISHED}.${process.pid}.tmp-${randomBytes(4).toString('hex')}`,
    );
    await syncFolder(this.folder);
    await rename(this.place, going);
    await syncFolder(this.folder);
    await rm(going, { recursive: true, force: true });
  }
}

async function readCheckpoint(file: string): Promise<CheckpointFile | undefined> {
  try {
    const read = parseCheckpoint(await readBytes(file), file);
    return read.checkpoint.steps.length === stepsIn(path.basename(file)) ? read : undefined;
  } catch {
    return undefined;
  }
}
