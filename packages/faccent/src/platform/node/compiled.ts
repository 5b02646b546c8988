import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import type { Backend } from '../runtime.js';

/** Smaller graphs are optimized faster than they are read; of larger ones a copy is a burden. In bytes. */
const [LEAST, MOST] = [1 << 22, 1 << 28];

/** All that is kept together, in bytes: what was used longest ago goes first. */
const BUDGET = 2 ** 30;

/**
 * A backend that keeps large graphs on disk as the runtime has optimized them: the next process starts them in a third
 * of the time, with the same results to the bit. What cannot be kept or read is optimized anew. CPUs only.
 * @param folder where they are kept
 */
export function keepingGraphs(backend: Backend, folder: string, budget = BUDGET): Backend {
  return {
    ...backend,
    create: async (model, options) => {
      const plain = (): ReturnType<Backend['create']> => backend.create(model, options);
      const large = typeof model !== 'string' && model.length >= LEAST && model.length <= MOST;
      // what is kept would have its weights in it again
      if (options.executionProviders?.[0] !== 'cpu' || options.extra || !large) return plain();
      const file = path.join(folder, `${keyOf(backend, model)}.onnx`);
      try {
        if (await isThere(file))
          // by its name: the runtime needs no copy of it beside its own
          return await backend.create(file, { ...options, graphOptimizationLevel: 'disabled' });
      } catch {
        // half of a file, say, after a power failure
        await rm(file, { force: true });
      }
      const temporary = `${file}.${process.pid}.tmp`;
      // a full or write-protected disk is no reason not to run
      const giveUp = (): Promise<void> => rm(temporary, { force: true }).catch(() => undefined);
      let session: Awaited<ReturnType<Backend['create']>>;
      try {
        await mkdir(folder, { recursive: true });
        session = await backend.create(model, { ...options, optimizedModelFilePath: temporary });
      } catch {
        await giveUp();
        return plain();
      }
      await rename(temporary, file)
        .then(() => shrink(folder, budget))
        .catch(giveUp);
      return session;
    },
  };
}

/** What an optimized graph depends on: the graph, the runtime, and what the processor can do. */
function keyOf({ name, version }: Backend, model: Uint8Array): string {
  const machine = [name, version, process.arch, cpus()[0]?.model ?? ''].join('\n');
  return createHash('sha256').update(machine).update('\n').update(model).digest('hex');
}

/** Whether a graph is kept; it is noted as used now. */
const isThere = (file: string): Promise<boolean> =>
  utimes(file, new Date(), new Date()).then(
    () => true,
    () => false,
  );

/** Deletes what was used longest ago until the rest is within the budget. */
async function shrink(folder: string, budget: number): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const file = path.join(folder, name);
      const { size, mtimeMs } = await stat(file);
      return { file, size, mtimeMs };
    }),
  );
  let total = 0;
  for (const { file, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    total += size;
    if (total > budget) await rm(file, { force: true });
  }
}
