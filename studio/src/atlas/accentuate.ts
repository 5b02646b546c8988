import { proxy } from 'comlink';
import type { AtlasSite, ModelDescription, RunRequest } from 'faccent';
import { Connection } from '../state/connection.js';
import { fetched } from '../state/fetched.js';
import type { KeptRun, ShownWish } from '../state/run.svelte.js';
import { startWorker } from '../state/worker.js';
import type { RunNews } from '../worker/protocol.js';

/** What is waited for, and how much of it is here, in bytes. */
export interface Loading {
  readonly what: string;
  readonly done: number;
  readonly total?: number;
}

/** A file of the site, told of as it comes. @throws Error where it is not there */
async function fetchFile(file: string, tell: (done: number, total?: number) => void): Promise<Blob> {
  const response = await fetched(file);
  const total = Number(response.headers.get('content-length')) || undefined;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = response.body!.getReader();
  for (;;) {
    const { value } = await reader.read();
    if (!value) return new Blob(chunks);
    chunks.push(value);
    tell((done += value.length), total);
  }
}

/** The studio's worker, which does the jobs of an atlas here, one after another. */
export class Worker {
  /** Settled once the network is open in the worker. */
  private network: Promise<unknown> | undefined;
  private before: Promise<unknown> = Promise.resolve();
  private readonly engine = new Connection(startWorker, () => {
    // another worker knows none
    this.network = undefined;
  });

  constructor(private readonly onLoading: (loading: Loading | undefined) => void) {}

  /** Does what a recipe asks for, told to what shows it. @param canvas the file of its photograph */
  repeat(
    site: AtlasSite,
    recipe: RunRequest,
    canvas: string | undefined,
    shown: KeptRun<ShownWish>,
  ): Promise<void> {
    const run = this.before.then(() => this.carryOut(site, recipe, canvas, shown));
    this.before = run.catch(() => undefined);
    return run;
  }

  /** Ends a run after the step that it is in. */
  stop(id: number): void {
    void this.engine.ask((engine) => engine.stop(id));
  }

  private async carryOut(
    site: AtlasSite,
    recipe: RunRequest,
    canvas: string | undefined,
    shown: KeptRun<ShownWish>,
  ): Promise<void> {
    await (this.network ??= this.open(site, recipe));
    const { engine } = this;
    const { size } = recipe.settings;
    const blob = canvas === undefined ? undefined : await fetchFile(canvas, () => undefined);
    const photograph =
      blob && (await engine.ask((worker) => worker.photograph(blob, recipe.photo!.path, size))).id;
    const news = proxy((told: RunNews) => shown.hear(told));
    shown.over(await engine.ask((worker) => worker.repeat(shown.id, { recipe, photograph }, news)));
    shown.fresh = false;
    await engine.ask((worker) => worker.forget(shown.id));
  }

  private async open(site: AtlasSite, { model }: RunRequest): Promise<void> {
    const { file, name } = site.network;
    if (file === undefined) throw new Error('the network is not in this site');
    try {
      const bytes = await fetchFile(file, (done, total) =>
        this.onLoading({ what: 'the network', done, total }),
      );
      this.onLoading({ what: 'the network is being read', done: 0 });
      const given = new File([bytes], `${name.replace(/\.onnx$/, '')}.onnx`);
      const stated = model.description as Partial<ModelDescription>;
      await this.engine.ask((engine) =>
        engine.open(
          { model: given, stated },
          proxy(() => undefined),
        ),
      );
    } catch (error) {
      this.network = undefined;
      throw error;
    } finally {
      this.onLoading(undefined);
    }
  }
}
