import type { AtlasSite, RunRequest } from 'faccent';
import type { KeptRun, ShownWish } from '../state/run.svelte.js';
import type { Worker } from './accentuate.js';

/** What is accentuated in the page: kept until it is loaded again. */
class Live {
  /** Runs by their jobs. */
  runs = $state.raw<ReadonlyMap<string, KeptRun<ShownWish>>>(new Map());
  /** Pictures of them, as addresses. */
  thumbnails = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** What is waited for, and how much of it is here, in bytes. */
  loading = $state<{ what: string; done: number; total?: number } | undefined>(undefined);

  private worker: Promise<Worker> | undefined;
  private last = 0;

  /** Does what a job asks for. @param canvas the file of its photograph */
  async accentuate(site: AtlasSite, id: string, job: RunRequest, canvas?: string): Promise<void> {
    const { shownRun, thumbnailOf } = await import('./kept.js');
    const made = shownRun(++this.last, job);
    this.runs = new Map([...this.runs, [id, made]]);
    try {
      // what computes is loaded when the first is asked for
      this.worker ??= import('./accentuate.js').then(
        ({ Worker }) => new Worker((now) => (this.loading = now)),
      );
      await (await this.worker).repeat(site, job, canvas, made);
      const thumbnail = thumbnailOf(made.pictures.at(-1)!);
      this.thumbnails = new Map([...this.thumbnails, [id, thumbnail]]);
    } catch (error) {
      made.fail((error as Error).message);
    } finally {
      this.loading = undefined;
    }
  }

  stop(id: string): void {
    const run = this.runs.get(id);
    if (!run?.isOpen) return;
    run.state = 'stopping';
    void this.worker?.then((worker) => worker.stop(run.id));
  }
}

export const live = new Live();
