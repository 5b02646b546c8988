import { createHash } from 'node:crypto';
import { lutimes, mkdir, rename, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import type { Backend, RuntimeSession } from '../runtime.js';
import { type Kept, graphsIn, leftOverIn, makeRoom, temporaryBeside, use } from './kept.js';
import { type Sealed, checkSeal, seal, versionNow } from './sealed.js';

/** Smaller graphs are optimized faster than they are read; of larger ones a copy is a burden. In bytes. */
const [LEAST, MOST] = [1 << 22, 1 << 28];

/** All that is kept together unless another limit is set, in bytes: what was used longest ago goes first. */
export const USUAL_LIMIT = 2 ** 30;

/** How what is kept is written: other versions of faccent neither find nor mistake it. */
const FORMAT = 'sealed 1';

export interface KeepingOptions {
  /** The most bytes that are kept; with 0, none are. */
  readonly limit?: number;
  /** What the limit is of besides these graphs. */
  readonly beside?: () => Promise<readonly Kept[]>;
  /** Is told what was found damaged, and is made again. */
  readonly note?: (text: string) => void;
  /** The smallest graph that is kept, in bytes. */
  readonly least?: number;
}

/**
 * A backend that keeps large graphs on disk as the runtime has optimized them: the next process starts them in a third
 * of the time, with the same results to the bit. What is kept is sealed with its hash, which is checked when it is read:
 * what is damaged, of another graph or cannot be read is optimized anew. CPUs only.
 * @param folder where they are kept; several processes may share it
 */
export function keepingGraphs(backend: Backend, folder: string, options: KeepingOptions = {}): Backend {
  const { limit = USUAL_LIMIT, least = LEAST } = options;
  return {
    ...backend,
    create: async (model, running) => {
      const fits = typeof model !== 'string' && model.length >= least && model.length <= MOST;
      // what is kept would have its weights in it again
      if (running.executionProviders?.[0] !== 'cpu' || running.extra || !fits || limit === 0)
        return backend.create(model, running);
      const key = keyOf(backend, model);
      const file = path.join(folder, `${key}.onnx`);
      use(file);
      // by its name: the runtime needs no copy of it beside its own
      const read = () => backend.create(file, { ...running, graphOptimizationLevel: 'disabled' });
      const { session, wrong } = await kept(file, key, read);
      if (session) return session;
      if (wrong !== undefined) {
        options.note?.(`a compiled graph in ${folder} ${wrong}, and is made again`);
        await rm(file, { recursive: true, force: true }).catch(() => undefined);
      }
      return made(file, key, {
        optimized: (to) => backend.create(model, { ...running, optimizedModelFilePath: to }),
        plain: () => backend.create(model, running),
        makeRoom: async () => {
          for (const { place } of await leftOverIn(folder)) await rm(place, { force: true });
          await makeRoom([...(await graphsIn(folder)), ...((await options.beside?.()) ?? [])], limit);
        },
      });
    },
  };
}

/** What an optimized graph depends on: the graph, the runtime, and what the processor can do. */
function keyOf({ name, version }: Backend, model: Uint8Array): string {
  const machine = [FORMAT, name, version, process.arch, cpus()[0]?.model ?? ''].join('\n');
  return createHash('sha256').update(machine).update('\n').update(model).digest('hex');
}

/** A session of what is kept; nothing where there is nothing, or with what is wrong with it. */
async function kept(
  file: string,
  key: string,
  read: () => Promise<RuntimeSession>,
): Promise<{ session?: RuntimeSession; wrong?: string }> {
  // noted as used now, before it is looked at: what changes it later is then seen
  await lutimes(file, new Date(), new Date()).catch(() => undefined);
  const found = await checkSeal(file, key);
  if (found.state !== 'whole') return { wrong: whyNot(found) };
  let session: RuntimeSession;
  try {
    session = await read();
  } catch (cause) {
    // another process may have deleted it to make room
    if ((await versionNow(file)) === undefined) return {};
    return { wrong: `could not be read (${(cause as Error).message.split('\n')[0]})` };
  }
  if ((await versionNow(file)) === found.version) return { session };
  // what was read by its name may be something else than what was checked
  const then = await checkSeal(file, key);
  if (then.state === 'whole') return { session };
  await session.release();
  return { wrong: whyNot(then) };
}

const whyNot = (found: Sealed): string | undefined => (found.state === 'wrong' ? found.why : undefined);

interface Making {
  /** Compiles, and writes what came of it. */
  readonly optimized: (to: string) => Promise<RuntimeSession>;
  readonly plain: () => Promise<RuntimeSession>;
  readonly makeRoom: () => Promise<void>;
}

/** Compiles a graph and keeps it, sealed before it has its name. A full or write-protected disk is no reason not to run. */
async function made(file: string, key: string, how: Making): Promise<RuntimeSession> {
  const { temporary, done } = temporaryBeside(file);
  let session: RuntimeSession;
  try {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      session = await how.optimized(temporary);
    } catch {
      return await how.plain();
    }
    try {
      await seal(temporary, key);
      await rename(temporary, file);
      await how.makeRoom();
    } catch {
      // it is made again the next time
    }
    return session;
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
    done();
  }
}
