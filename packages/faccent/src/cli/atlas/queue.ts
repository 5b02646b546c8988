import path from 'node:path';
import { textHash } from '../../math/text-hash.js';
import { groupsOf, namesOf, runningOf, waitingOf } from './folder.js';
import type { Held, Leases } from './leases.js';
import { sweepPart } from './publish.js';
import { type Running, type Shard, type Waiting, isOfShard, waitingFrom } from './tokens.js';

/** Between two jobs a worker has none for no longer, in milliseconds. */
const BETWEEN = 2000;

/** What a worker takes its jobs from, one after the other. */
export class Queue {
  /** The group that is worked on, and its tokens that were not looked at yet. */
  private group = '';
  private tokens: Waiting[] = [];
  private lookedAt = -Infinity;
  /** Jobs that failed here: others are to try them first, whose machines may have what is missing here. */
  private readonly failedHere = new Set<string>();
  private helpSeen = -Infinity;

  /**
   * @param lease in seconds
   * @param shard its part of the jobs, where it is not to do all
   */
  constructor(
    private readonly folder: string,
    private readonly leases: Leases,
    private readonly lease: number,
    private readonly shard: Shard | undefined,
    private readonly isStopped: () => boolean,
  ) {}

  private readonly isMine = ({ id }: Waiting): boolean =>
    this.shard === undefined || isOfShard(id, this.shard);

  /** The next job that is this worker's; nothing where none waits and none is overdue. */
  async next(): Promise<Held | undefined> {
    for (;;) {
      for (let token = this.tokens.pop(); token; token = this.tokens.pop()) {
        const held = await this.leases.take(this.group, token);
        if (held) return held;
        if (this.isStopped()) return undefined;
      }
      const left = await this.leftByOthers();
      if (left) return left;
      if (!(await this.chooseGroup())) return undefined;
    }
  }

  /** A job of a worker that died. Looked for where a group ends, and no more often than they can die. */
  private async leftByOthers(): Promise<Held | undefined> {
    const now = performance.now();
    if (now - this.lookedAt < 250 * this.lease) return undefined;
    this.lookedAt = now;
    for (const token of (await this.leases.overdue()).filter(this.isMine)) {
      const held = await this.leases.takeOver(token);
      if (!held) continue;
      await sweepPart(this.folder, token.id, token.worker);
      // others may be overdue, too
      this.lookedAt = -Infinity;
      return held;
    }
    return undefined;
  }

  /** Looks for a group with jobs that wait: first the one it was in, then one that nobody is in, in an order of its own. */
  private async chooseGroup(): Promise<boolean> {
    const groups = await groupsOf(this.folder, 'todo');
    const others = (await runningOf(this.folder)).filter(({ worker }) => worker !== this.leases.worker);
    const taken = new Set(others.map(({ group }) => group));
    if (others.some(this.isMine)) this.helpSeen = performance.now();
    const isLeft = ({ id }: Waiting): boolean => this.hasHelp && this.failedHere.has(id);
    const rank = (group: string): number =>
      group === this.group ? -1 : textHash(this.leases.worker + group) + (taken.has(group) ? 2 ** 32 : 0);
    for (const group of groups.sort((a, b) => rank(a) - rank(b))) {
      const tokens = (await namesOf(path.join(this.folder, 'todo', group), 'files'))
        .flatMap((name) => waitingFrom(name) ?? [])
        .filter((token) => this.isMine(token) && !isLeft(token));
      if (!tokens.length) continue;
      const own = (token: Waiting): number => textHash(token.id + this.leases.worker);
      this.tokens = tokens
        .map((token) => [own(token), token] as const)
        .sort(([a], [b]) => a - b)
        .map(([, token]) => token);
      this.group = group;
      return true;
    }
    return false;
  }

  /** A job failed here. */
  failed({ id }: Waiting): void {
    this.failedHere.add(id);
  }

  /** Whether another worker had a job just now, which may do what fails here: between two jobs it has none. */
  get hasHelp(): boolean {
    return performance.now() - this.helpSeen < BETWEEN;
  }

  /** Jobs that others do now. */
  async others(): Promise<Running[]> {
    return (await runningOf(this.folder)).filter(
      (token) => this.isMine(token) && token.worker !== this.leases.worker,
    );
  }

  /** Whether any job waits: one may have come back since it was looked for. */
  async isAnyWaiting(): Promise<boolean> {
    return [...(await waitingOf(this.folder))].some((id) => this.isMine({ id, attempts: 0 }));
  }
}
