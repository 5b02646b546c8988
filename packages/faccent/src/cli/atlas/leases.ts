import { existsSync, rmSync } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type FaccentError } from 'faccent';
import type { Move } from '../signals/ending.js';
import { writeWhole } from '../../platform/node/atomic.js';
import { codeOf, runningOf } from './folder.js';
import { type Running, type Waiting, runningName, waitingName } from './tokens.js';

/** A job that fails is tried so many times in all. */
export const TRIES = 3;

/** A job that is this worker's, for as long as its token is there. */
export interface Held extends Running {
  /** The token. */
  readonly file: string;
}

/** What keeps the tokens of a worker young. */
export interface Heartbeat {
  hold(token: string): void;
  letGo(token: string): void;
  stop(): Promise<void>;
}

/** What became of a job that was given up, as its file in `failed` has it. */
export interface Failure {
  readonly id: string;
  readonly group: string;
  readonly error: string;
  readonly attempts: number;
  readonly worker: string;
  readonly at: string;
}

/** Sets a file's time to that of the disk's own clock, whatever this machine's says. @returns that time, in milliseconds */
export async function touch(file: string, flags: 'r+' | 'w' = 'r+'): Promise<number> {
  const handle = await open(file, flags);
  try {
    // which sets it also where there is nothing to cut, and needs no room
    await handle.truncate(0);
    return (await handle.stat()).mtimeMs;
  } finally {
    await handle.close();
  }
}

const unlessGone = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });

const failureOf = (folder: string, id: string): string => path.join(folder, 'failed', `${id}.json`);

/** Whether a job was given up, and that was written down. */
export const isGivenUp = (folder: string, id: string): boolean => existsSync(failureOf(folder, id));

/**
 * The tokens of a plan, by which workers that know nothing of each other do each job once: a job is whose rename of its
 * token succeeds.
 */
export class Leases {
  private readonly held = new Map<string, Held>();

  /**
   * @param worker a name that no other has
   * @param lease seconds after which a token that nobody has touched is a dead worker's
   * @param onHolding is told how all that this worker holds is put back
   */
  constructor(
    private readonly folder: string,
    readonly worker: string,
    private readonly lease: number,
    private readonly heartbeat: Heartbeat,
    private readonly onHolding?: (moves: readonly Move[]) => void,
  ) {}

  private todo = (group: string, waiting: Waiting): string =>
    path.join(this.folder, 'todo', group, waitingName(waiting));

  private running = (token: Running): string => path.join(this.folder, 'running', runningName(token));

  /** What this worker holds. */
  get holding(): readonly Held[] {
    return [...this.held.values()];
  }

  /** @returns nothing where another was quicker */
  take(group: string, waiting: Waiting): Promise<Held | undefined> {
    return this.moveHere(this.todo(group, waiting), { ...waiting, group, worker: this.worker });
  }

  /** A job that its worker has left: one attempt more is made of it. @returns nothing where another was quicker, or it lives */
  takeOver(token: Running): Promise<Held | undefined> {
    return this.moveHere(this.running(token), {
      ...token,
      ...{ attempts: token.attempts + 1, worker: this.worker },
    });
  }

  private async moveHere(from: string, token: Running): Promise<Held | undefined> {
    const file = this.running(token);
    // before it is moved: nobody is to see it where it is going, and take it for a dead worker's
    if ((await unlessGone(touch(from))) === undefined) return undefined;
    if ((await unlessGone(rename(from, file).then(() => true))) === undefined) return undefined;
    const held = { ...token, file };
    this.held.set(file, held);
    this.heartbeat.hold(file);
    this.tellHolding();
    return held;
  }

  /** Tokens that nobody has touched for as long as a lease, by the disk's own clock. */
  async overdue(): Promise<Running[]> {
    const others = (await runningOf(this.folder)).filter(({ worker }) => worker !== this.worker);
    if (!others.length) return [];
    const now = await touch(path.join(this.folder, 'log', `${this.worker}.clock`), 'w');
    const overdue: Running[] = [];
    for (const token of others) {
      const there = await unlessGone(lstat(this.running(token)));
      if (there && now - there.mtimeMs > 1000 * this.lease) overdue.push(token);
    }
    return overdue;
  }

  /** Whether a job is still this worker's: one that was stopped for long, and continues, has lost it. */
  holds({ file }: Held): boolean {
    return existsSync(file);
  }

  /** Puts a job back. @param attempts that were made of it: as before, unless it is the job's own failure */
  async putBack(held: Held, attempts = held.attempts): Promise<void> {
    this.forget(held);
    await unlessGone(rename(held.file, this.todo(held.group, { id: held.id, attempts })));
  }

  /** Ends a job's way: its result is there, or what became of it. */
  drop(held: Held): void {
    this.forget(held);
    rmSync(held.file, { force: true });
  }

  /**
   * A job that failed is tried again, or given up after three times.
   * @returns whether it was given up
   */
  async fail(held: Held, error: FaccentError | Error, attempts = held.attempts + 1): Promise<boolean> {
    if (attempts < TRIES) {
      await this.putBack(held, attempts);
      return false;
    }
    const { id, group } = held;
    const failure: Failure = {
      ...{ id, group, error: error.message, attempts, worker: this.worker, at: new Date().toISOString() },
    };
    const isOurs = this.holds(held);
    if (isOurs) {
      await writeWhole(failureOf(this.folder, id), `${JSON.stringify(failure)}\n`);
      this.drop(held);
    } else this.forget(held);
    return isOurs;
  }

  /** A job that is not this worker's any more. */
  forget({ file }: Held): void {
    this.held.delete(file);
    this.heartbeat.letGo(file);
    this.tellHolding();
  }

  private tellHolding(): void {
    this.onHolding?.(this.holding.map((held) => [held.file, this.todo(held.group, held)]));
  }

  async close(): Promise<void> {
    await rm(path.join(this.folder, 'log', `${this.worker}.clock`), { force: true });
  }
}
