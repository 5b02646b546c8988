import { FaccentError } from 'faccent';
import type { Job } from '../../atlas/job.js';
import { reasonOf } from '../../platform/node/failure.js';
import type { OutputFiles } from '../../report/files.js';
import type { Move } from '../signals/ending.js';
import { Interrupted } from '../signals/interrupt.js';
import { isRefusal } from '../print/failure.js';
import { type Plan, readJob, readPlan } from './folder.js';
import { dropKept } from './kept.js';
import { type Heartbeat, type Held, Leases, TRIES, isGivenUp } from './leases.js';
import { type Ended, noteEnded } from './log.js';
import { isDone, publish, sweepOrphans } from './publish.js';
import { Queue } from './queue.js';
import type { Shard } from './tokens.js';

/** What a job is carried out by. */
export type CarryOut = (
  job: Job,
  held: Held,
) => Promise<{
  /** The files of the result, which may still be on their way while the next job begins. */
  readonly files: Promise<OutputFiles>;
}>;

/** How a worker works. */
export interface WorkOptions {
  /** A name that no other worker has. */
  readonly worker: string;
  /** Seconds after which a token that nobody has touched is a dead worker's. */
  readonly lease: number;
  readonly heartbeat: Heartbeat;
  readonly carryOut: CarryOut;
  /** Its part of the jobs, where it is not to do all. */
  readonly shard?: Shard;
  /** Whether it is to end. */
  readonly stopped?: () => boolean;
  /** Is told how what it holds is put back, where it is ended in the middle of something. */
  readonly onHolding?: (moves: readonly Move[]) => void;
  /** Is told of each job that ended. */
  readonly onEnded?: (ended: Ended, error?: Error) => void;
  /** Is told where there is nothing to do but to wait for others. */
  readonly onWaiting?: () => void;
  /** @param milliseconds how long it waits for others */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** What a worker has done. */
export interface Worked {
  readonly done: number;
  /** Jobs that were given up. */
  readonly failed: number;
  /** Whether it was ended in the middle of something that cannot be stopped. */
  readonly atOnce: boolean;
}

/** Results that are on their way to the disk while the next job is done. */
const ON_THEIR_WAY = 24;

/** That the plan's folder cannot be written to: the worker's failure, and not the job's. */
export class PlanFailure extends FaccentError {}

/**
 * Does the jobs of a plan until none is left that is not done or given up: takes one after the other, and what other
 * workers have left.
 * @throws PlanFailure where the plan's folder cannot be used: what it had taken is put back
 */
export async function workOn(folder: string, options: WorkOptions): Promise<Worked> {
  return new Work(folder, await readPlan(folder), options).all();
}

const secondsSince = (from: number): number => Number(((performance.now() - from) / 1000).toPrecision(6));

class Work {
  private readonly leases: Leases;
  private readonly queue: Queue;
  private readonly onTheirWay = new Set<Promise<void>>();
  private done = 0;
  private failed = 0;
  private broken: unknown;

  constructor(
    private readonly folder: string,
    private readonly plan: Plan,
    private readonly options: WorkOptions,
  ) {
    const { worker, lease, heartbeat, shard, onHolding } = options;
    this.leases = new Leases(folder, worker, lease, heartbeat, onHolding);
    this.queue = new Queue(folder, this.leases, lease, shard, () => this.isStopped);
  }

  async all(): Promise<Worked> {
    let atOnce = false;
    try {
      await sweepOrphans(this.folder);
      while (!this.isStopped) {
        const held = await this.queue.next();
        if (held) await this.do(held);
        else if (!(await this.wait())) break;
      }
    } catch (error) {
      if (error instanceof Interrupted) ({ atOnce } = error);
      else this.broken ??= error;
    }
    await Promise.all(this.onTheirWay);
    for (const held of this.leases.holding) await this.leases.putBack(held).catch(() => undefined);
    await this.leases.close().catch(() => undefined);
    if (this.broken !== undefined) throw this.failure(this.broken);
    return { done: this.done, failed: this.failed, atOnce };
  }

  private get isStopped(): boolean {
    return this.broken !== undefined || this.options.stopped?.() === true;
  }

  private failure(error: unknown): unknown {
    if (!(error instanceof Error) || (!('code' in error) && !isRefusal(error))) return error;
    return new PlanFailure(
      `the plan in "${this.folder}" cannot be worked on, and so this worker ends: ${reasonOf(error)}; what it had begun is put back for others`,
      { cause: error },
    );
  }

  /** Waits for others, whose jobs come back where they fail or die. @returns whether there is anything to wait for */
  private async wait(): Promise<boolean> {
    if (this.onTheirWay.size) {
      await Promise.race(this.onTheirWay);
      return true;
    }
    if (!(await this.queue.others()).length) {
      const isAny = await this.queue.isAnyWaiting();
      if (!isAny || !this.queue.hasHelp) return isAny;
    }
    this.options.onWaiting?.();
    const { sleep = (time) => new Promise((resolve) => setTimeout(resolve, time)) } = this.options;
    await sleep(Math.min(1000, 250 * this.options.lease));
    return true;
  }

  private async do(held: Held): Promise<void> {
    const from = performance.now();
    if (isDone(this.folder, held.id)) return this.leases.drop(held);
    // by one that died as it gave it up
    if (held.attempts >= TRIES && isGivenUp(this.folder, held.id)) return this.leases.drop(held);
    if (held.attempts >= TRIES)
      return this.fail(
        held,
        new Error(`its worker died ${TRIES} times while it did it, and said nothing`),
        0,
        held.attempts,
      );
    let made: Awaited<ReturnType<CarryOut>>;
    try {
      const job = await readJob(this.folder, this.plan, held.group, held.id);
      made = await this.options.carryOut(job, held);
    } catch (error) {
      if (error instanceof Interrupted) {
        await this.leases.putBack(held);
        throw error;
      }
      if (error instanceof PlanFailure) throw error;
      return this.fail(held, error as Error, secondsSince(from));
    }
    // its end is looked at when it comes
    made.files.catch(() => undefined);
    const seconds = secondsSince(from);
    const ending: Promise<void> = this.end(held, made.files, seconds)
      .catch((error: unknown) => void (this.broken ??= error))
      .finally(() => this.onTheirWay.delete(ending));
    this.onTheirWay.add(ending);
    if (this.onTheirWay.size >= ON_THEIR_WAY) await Promise.race(this.onTheirWay);
  }

  /** Writes a result, while the next job is done. */
  private async end(held: Held, files: Promise<OutputFiles>, seconds: number): Promise<void> {
    let result: OutputFiles;
    try {
      result = await files;
    } catch (error) {
      return this.fail(held, error as Error, seconds);
    }
    const bytes = await publish(this.folder, this.leases, held, result);
    // what another does now it may have kept
    if (bytes !== undefined) dropKept(this.folder, held.id);
    this.leases.drop(held);
    if (bytes === undefined) return;
    this.done++;
    this.say(held, 'done', seconds, bytes);
  }

  private async fail(held: Held, error: Error, seconds: number, attempts?: number): Promise<void> {
    this.queue.failed(held);
    const givenUp = await this.leases.fail(held, error, attempts);
    if (givenUp) this.failed++;
    this.say(held, givenUp ? 'failed' : 'again', seconds, 0, error);
  }

  private say(
    { id, worker }: Held,
    outcome: Ended['outcome'],
    seconds: number,
    bytes: number,
    error?: Error,
  ): void {
    const ended = { id, seconds, bytes, at: new Date().toISOString(), outcome };
    this.options.onEnded?.(ended, error);
    noteEnded(this.folder, worker, ended);
  }
}
