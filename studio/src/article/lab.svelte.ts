import { proxy } from 'comlink';
import { Connection } from '../state/connection.js';
import { fetched } from '../state/fetched.js';
import { megabytes } from '../state/megabytes.js';
import { SAMPLES } from '../state/samples.js';
import type { RunEnd, RunNews, TurnedWish } from '../worker/protocol.js';
import { SUBJECTS, type Subject } from './parts.js';
import { isolate } from './isolate.js';

/** Where the studio's files are, as addresses. */
export interface StudioPlace {
  /** Its folder, with a slash at its end. */
  readonly folder: string;
  /** The script of its worker. */
  readonly worker: string;
}

const NETWORK = 'efficientnet-lite0-robust';

/** What a run that was not to go on ends with: another took its place. */
export const LEFT = Symbol('left');

/**
 * What the figures of the article share: the studio's worker with the network, and the photograph that they are about. One
 * run goes at a time; the newest takes the place of the one before.
 */
export class Lab {
  subject = $state.raw<Subject>(SUBJECTS[0]!);
  /** What is waited for, in words. */
  waits = $state<string | undefined>(undefined);
  /** Where runs go, in words, once it is known. */
  machine = $state<string | undefined>(undefined);

  private connection: Connection | undefined;
  private opened: Promise<void> | undefined;
  /** Ids of photographs in the worker, by their files. */
  private photographs: Record<string, Promise<number>> = {};
  private newest = 0;
  private before: Promise<unknown> = Promise.resolve();

  constructor(private readonly place: StudioPlace) {}

  /**
   * Accentuates as knobs are turned.
   * @param resume what is kept where the page has to be loaded again first, so as to go on
   * @returns `LEFT` where another run was asked for meanwhile
   * @throws Error that says why it cannot
   */
  async turn(
    wish: Omit<TurnedWish, 'photograph'>,
    hear: (news: RunNews) => void,
    resume: string,
  ): Promise<RunEnd | typeof LEFT> {
    const mine = ++this.newest;
    const { subject } = this;
    const isNewest = (): boolean => mine === this.newest;
    const run = this.before.then(async () => {
      if (!isNewest()) return LEFT;
      await (this.opened ??= this.open(resume));
      const photograph = await this.photograph(subject, wish.settings.size);
      if (!isNewest()) return LEFT;
      const heard = proxy((news: RunNews): boolean => {
        if (isNewest()) hear(news);
        return isNewest();
      });
      const end = await this.connection!.ask((engine) => engine.turned({ ...wish, photograph }, heard));
      return end && isNewest() ? end : LEFT;
    });
    this.before = run.catch(() => undefined);
    return run;
  }

  /** Has the run that goes end without a result. */
  leave(): void {
    this.newest++;
  }

  private async open(resume: string): Promise<void> {
    try {
      this.waits = 'The page is made ready …';
      await isolate(this.place.folder, resume);
      this.connection ??= new Connection(
        () => new Worker(this.place.worker, { type: 'module', name: 'faccent' }),
        () => this.forget(),
      );
      const told = proxy((what: string, done: number, total?: number) => {
        const share = total ? `: ${Math.round((100 * done) / total)}%` : '';
        this.waits = `${what}, ${megabytes(done)}${share}`;
      });
      await this.connection.ask((engine) => engine.open(NETWORK, told));
      const { device, threads } = await this.connection.ask((engine) => engine.whereRuns());
      this.machine = device === 'cpu' ? `the processor, ${threads} threads` : device;
    } catch (error) {
      this.forget();
      throw error;
    } finally {
      this.waits = undefined;
    }
  }

  /** What a worker that was started again does not know. */
  private forget(): void {
    this.opened = undefined;
    this.photographs = {};
  }

  private photograph(subject: Subject, size: number): Promise<number> {
    const known = this.photographs[subject.file];
    if (known) return known;
    const read = (async (): Promise<number> => {
      const { url } = SAMPLES.find(({ file }) => file === subject.file)!;
      const blob = await (await fetched(url, subject.file)).blob();
      return (await this.connection!.ask((engine) => engine.photograph(blob, subject.file, size))).id;
    })();
    this.photographs[subject.file] = read;
    // asked again where it failed
    read.catch(() => delete this.photographs[subject.file]);
    return read;
  }
}
