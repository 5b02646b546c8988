import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RuntimeOptions, RuntimeSession } from '../runtime.js';

/** A session of ONNX Runtime that writes down what it ran where. */
interface Profiled extends RuntimeSession {
  endProfiling(): void;
}

interface Event {
  readonly cat?: string;
  readonly args?: { readonly provider?: string };
}

/** Where the runtime writes down what a session ran. */
const folders = new WeakMap<RuntimeSession, string>();

/**
 * Makes a session of a device whose first run says where its operators were computed: only a profile tells it.
 * @param create makes a session with these options
 */
export async function profiled(
  create: (options: RuntimeOptions) => Promise<RuntimeSession>,
  options: RuntimeOptions,
): Promise<RuntimeSession> {
  const folder = await mkdtemp(path.join(tmpdir(), 'faccent-profile-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let session: RuntimeSession;
  try {
    session = await create({
      ...options,
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'profile'),
    });
  } catch (cause) {
    await remove();
    throw cause;
  }
  folders.set(session, folder);
  const release = session.release.bind(session);
  session.release = async () => {
    await release();
    await remove();
  };
  return session;
}

/** How many operators the first run of a session gave to its device (`Backend.placed`). */
export async function placed(session: RuntimeSession): Promise<number | undefined> {
  const folder = folders.get(session);
  if (folder === undefined) return undefined;
  folders.delete(session);
  (session as Profiled).endProfiling();
  const [name] = await readdir(folder);
  if (name === undefined) return undefined;
  const events = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as readonly Event[];
  await rm(folder, { recursive: true, force: true });
  const providers = events.flatMap(({ cat, args }) => (cat === 'Node' ? (args?.provider ?? []) : []));
  return providers.filter((provider) => provider !== 'CPUExecutionProvider').length;
}
