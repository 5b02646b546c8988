import path from 'node:path';
import { FaccentError, type Model, type RunRequest } from 'faccent';
import { formatJob } from '../../../atlas/job.js';
import { recordedPictures } from '../../files/recorded.js';
import { type Interrupt, Interrupted } from '../../signals/interrupt.js';
import { type Wanted, addJobs } from '../add.js';
import { Accentuator } from '../carry-out.js';
import { startHeartbeat } from '../heartbeat.js';
import type { Ended } from '../log.js';
import { workOn } from '../worker.js';

/**
 * Steps of the runs that a longer one is told by: both have as many snapshots as it has. What a step takes is told by their
 * difference, and what a job takes besides by what is left.
 */
const [SHORT, LONG] = [7, 21];
/** Steps of the run that compiles. */
const WARM = 4;
/** Seconds that a length is measured at least, jobs then, and jobs at most. */
const [LEAST_SECONDS, LEAST_JOBS, MOST_JOBS] = [2, 2, 40];
/** Bytes of a job besides its file and those of its result: a folder and a line of a log. */
const BESIDES = 4096 + 128;
/** A run that takes no longer, in seconds, is measured whole. */
const QUICK = 4;
/** Photographs that are decoded to see how long it takes. */
const DECODED = 4;
/** Nobody else works on what is measured. */
const LEASE = 3600;

/** What jobs of one graph take. */
interface Taken {
  readonly compile: number;
  readonly job: number;
  readonly bytes: number;
}

/** What jobs of a length take each, in seconds, and what their results take. */
interface Batch {
  readonly jobs: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** Measures jobs, as a worker does them, in a folder of its own. */
export class Measuring {
  private batches = 0;

  constructor(
    private readonly folder: string,
    private readonly model: Model,
    private readonly interrupt: Interrupt,
  ) {}

  /** @param wanted of one graph @throws FaccentError where a job fails */
  async group(wanted: readonly Wanted[]): Promise<Taken> {
    const steps = wanted[0]!.request.settings.steps as number;
    const accentuator = new Accentuator(this.folder, this.model, this.interrupt);
    // of two photographs, which are decoded once
    const photos = [...new Set(wanted.map(({ request }) => request.photo?.sha256))].slice(0, 2);
    const some = wanted.filter(({ request }) => photos.includes(request.photo?.sha256));
    const first = photos.map((photo) => some.find(({ request }) => request.photo?.sha256 === photo)!);
    try {
      const warm = await this.batch(accentuator, first, Math.min(steps, WARM), first.length);
      const whole = await this.length(accentuator, some, steps);
      const begun = (warm.jobs * whole.job * Math.min(steps, WARM)) / steps;
      return { ...whole, compile: Math.max(0, warm.seconds * warm.jobs - begun) };
    } finally {
      if (this.interrupt.status === undefined) await accentuator.release();
    }
  }

  /** Jobs of so many steps: by shorter ones, where they are long. */
  private async length(
    accentuator: Accentuator,
    wanted: readonly Wanted[],
    steps: number,
  ): Promise<Omit<Taken, 'compile'>> {
    const text = formatJob({ created: new Date().toISOString(), request: wanted[0]!.request });
    const besides = BESIDES + Buffer.byteLength(text);
    if (steps <= LONG) {
      const { seconds, bytes } = await this.batch(accentuator, wanted, steps);
      return { job: seconds, bytes: bytes + besides };
    }
    const short = await this.batch(accentuator, wanted, SHORT);
    let longer = (short.seconds / SHORT) * steps < QUICK ? steps : LONG;
    let long = await this.batch(accentuator, wanted, longer);
    // until steps take most of it: what they take is a small difference else
    while (longer < steps && long.seconds < QUICK / 4 && long.seconds < 4 * short.seconds) {
      longer = Math.min(steps, 4 * longer);
      long = await this.batch(accentuator, wanted, longer);
    }
    const step = Math.max(0, long.seconds - short.seconds) / (longer - SHORT);
    return { job: long.seconds + step * (steps - longer), bytes: long.bytes + besides };
  }

  /** @param count of jobs; without it as many as tell something */
  private async batch(
    accentuator: Accentuator,
    wanted: readonly Wanted[],
    steps: number,
    count?: number,
  ): Promise<Batch> {
    const folder = path.join(this.folder, String(this.batches++));
    const jobs = Array.from({ length: count ?? MOST_JOBS }, (_, k): Wanted => {
      const { layer, request } = wanted[Math.floor((k * wanted.length) / (count ?? MOST_JOBS))]!;
      // another seed is another job, which takes as long
      return { layer, request: { ...request, settings: { ...request.settings, steps, randomSeed: k } } };
    });
    await addJobs(folder, jobs);
    const ended: Ended[] = [];
    let failure: Error | undefined;
    const heartbeat = startHeartbeat(LEASE);
    const from = performance.now();
    const seconds = (): number => (performance.now() - from) / 1000;
    try {
      await workOn(folder, {
        ...{ worker: 'estimate', lease: LEASE, heartbeat, carryOut: accentuator.carryOut },
        stopped: () =>
          failure !== undefined ||
          this.interrupt.status !== undefined ||
          (count === undefined && ended.length >= LEAST_JOBS && seconds() > LEAST_SECONDS),
        onEnded: (one, error) => {
          ended.push(one);
          failure ??= error;
        },
      });
    } finally {
      await heartbeat.stop();
    }
    if (this.interrupt.status !== undefined) throw new Interrupted();
    if (failure)
      throw new FaccentError(`a job of layer "${jobs[0]!.layer}" fails, and so all may: ${failure.message}`, {
        cause: failure,
      });
    const bytes = ended.reduce((sum, one) => sum + one.bytes, 0);
    return { jobs: ended.length, seconds: seconds() / ended.length, bytes: bytes / ended.length };
  }
}

/** Seconds that decoding a photograph takes, of some of those that jobs are of. */
export async function decoding(requests: readonly RunRequest[], record: string): Promise<number> {
  const some = requests.filter((_, k) => k % Math.ceil(requests.length / DECODED) === 0);
  const from = performance.now();
  for (const { photo, settings } of some) if (photo) await recordedPictures(photo, settings, record);
  return some.length ? (performance.now() - from) / 1000 / some.length : 0;
}
