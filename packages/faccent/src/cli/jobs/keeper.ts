import { FaccentError, type Step } from 'faccent';
import { freeSpace } from '../../platform/node/space.js';
import { formatBytes } from '../print/bytes.js';
import { resumeCommand } from '../print/shell.js';
import type { CheckpointEvery } from '../unfinished/asked.js';
import type { Here } from '../unfinished/here.js';
import { stepsKept } from '../unfinished/places.js';
import type { Store } from '../unfinished/store.js';

/** A checkpoint takes no more than this share of the time, whatever the disk: slower ones are written less often. */
const SHARE = 0.01;

/** That a run could not be kept. */
export class NotKept extends FaccentError {}

/** Keeps a run every so often. */
export class Keeper {
  private readonly began = performance.now();
  private last = this.began;
  private cost = 0;

  /** @param before seconds that the run took before it was left */
  constructor(
    private readonly store: Store,
    private readonly every: CheckpointEvery,
    private readonly here: Here,
    private readonly before: number,
  ) {}

  /** How long the run has taken in all. */
  get seconds(): number {
    return this.before + (performance.now() - this.began) / 1000;
  }

  /** Whether it is time for a checkpoint. */
  get due(): boolean {
    if (this.every === 'off') return false;
    const wait = this.every === 0 ? 0 : Math.max(1000 * this.every, this.cost / SHARE);
    return performance.now() - this.last >= wait;
  }

  /** @throws NotKept where it cannot be written; then what was kept before is still there */
  async keep({ checkpoint }: Step): Promise<void> {
    const from = performance.now();
    try {
      await this.store.keep(await checkpoint!(), { here: this.here, seconds: this.seconds });
    } catch (cause) {
      throw await notKept(this.store.folder, cause as Error);
    }
    this.last = performance.now();
    this.cost = this.last - from;
  }
}

/** What is said where a run cannot be kept, and from where it goes on once it can. */
export async function notKept(folder: string, cause: Error): Promise<NotKept> {
  const free = await freeSpace(folder).catch(() => undefined);
  const room = free === undefined ? '' : ` (${formatBytes(free)} are free there)`;
  const steps = await stepsKept(folder);
  const kept = steps === undefined ? 'its beginning' : `step ${steps}`;
  return new NotKept(
    `the run cannot be kept, and so it ends: ${cause.message}${room}; mend that, and ${resumeCommand(folder)} goes on from ${kept}`,
    { cause },
  );
}
