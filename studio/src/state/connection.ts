import { type Remote, wrap } from 'comlink';
import type { Engine } from '../worker/engine.js';

/** What a runtime says when it has no memory left, or has ended: the worker is of no use then. */
const IS_END = /out of memory|bad_alloc|memory access out of bounds|unreachable|Aborted\(|allocation failed/i;

/** The worker that computes, started again where it has failed: what was on the page stays. */
export class Connection {
  private worker!: Worker;
  private remote!: Remote<Engine>;
  private failed!: Promise<never>;

  /**
   * @param startWorker starts one
   * @param restarted is told why, once there is another worker: it knows no network and no photograph
   */
  constructor(
    private readonly startWorker: () => Worker,
    private readonly restarted: (why: string) => void,
  ) {
    this.start();
  }

  /** Asks the worker for something. @throws Error where it refuses, or fails meanwhile */
  async ask<T>(what: (engine: Remote<Engine>) => Promise<T>): Promise<T> {
    const { remote, failed } = this;
    try {
      const answer = await Promise.race([what(remote), failed]);
      if (remote === this.remote) this.begun = true;
      return answer;
    } catch (error) {
      const { message } = error as Error;
      if (remote === this.remote && IS_END.test(message)) this.restart(message);
      throw error;
    }
  }

  private start(): void {
    this.worker = this.startWorker();
    this.remote = wrap<Engine>(this.worker);
    const { worker } = this;
    this.failed = new Promise<never>((_, reject) => {
      worker.onerror = (event): void => {
        event.preventDefault();
        const why = event.message || 'its script did not load';
        reject(new Error(`the worker that computes has failed (${why})`));
        if (worker === this.worker && this.begun) this.restart(why);
      };
    });
    // whoever asks is told; nobody may have asked
    this.failed.catch(() => undefined);
  }

  /** Whether this worker has answered: one whose script does not load would not the next time either. */
  private begun = false;

  private restart(why: string): void {
    this.begun = false;
    this.worker.terminate();
    this.start();
    this.restarted(why);
  }
}
