import type { Backend, Checkpoint, Step } from 'faccent';
import { Interrupted } from '../signals/interrupt.js';
import { here } from '../unfinished/here.js';
import { type BegunRun, type CarryOutOptions, ending } from './carry-out.js';
import { isQuiet } from './job.js';
import { Keeper, notKept } from './keeper.js';
import { type OnPart, stepThroughParts } from './parts.js';
import { keepingBackend } from './run.js';

/** How what is made up of several accentuations is told to be made. */
export interface PartsOptions {
  /** Where an accentuation was left. @param name of lower-case letters, and a number behind a hyphen or none */
  readonly left: (name: string) => Promise<Checkpoint | undefined>;
  readonly onPart: OnPart;
  readonly backend: Backend;
}

/** What is made of several accentuations, and of them in the end. */
export interface Parts<S extends Step & { readonly last?: true }, T, R> {
  /** The photograph's values. */
  readonly pixels: Float32Array;
  readonly begin: (options: PartsOptions) => AsyncGenerator<S, T, void>;
  /** Writes what was made. @param before seconds that it took before it was left */
  readonly write: (made: T, before: number) => Promise<R>;
}

/**
 * Carries out what is made up of several accentuations, from where it was left, and writes all of its files or none. Each
 * accentuation is kept by itself, and with all of its steps once it has them.
 * @throws Interrupted with all of them kept
 */
export async function carryOutParts<S extends Step & { readonly last?: true }, T, R>(
  begun: BegunRun,
  { flags, interrupt, onKept }: Pick<CarryOutOptions, 'flags' | 'interrupt' | 'onKept'>,
  { pixels, begin, write }: Parts<S, T, R>,
): Promise<R> {
  const { store, checkpoint } = begun;
  const quiet = isQuiet(flags);
  const now = await here(pixels);
  let keeper: Keeper;
  let before = 0;
  const left: PartsOptions['left'] = async (name) => {
    const kept = await store
      .part(name)
      .catch(async (cause: Error) => Promise.reject(await notKept(store.folder, cause)));
    const found = await kept.find(now);
    before += found?.seconds ?? 0;
    keeper = new Keeper(kept, checkpoint, now, found?.seconds ?? 0);
    return found?.checkpoint;
  };
  let last: S | undefined;
  let made = false;
  try {
    const all = await stepThroughParts(
      { quiet, interrupt },
      (onPart) => begin({ left, onPart, backend: keepingBackend(quiet) }),
      async (step, isLast) => {
        last = step;
        if (interrupt.status === undefined && !isLast && !keeper.due) return;
        await keeper.keep(step);
        last = undefined;
        await onKept();
        if (interrupt.status !== undefined) throw new Interrupted();
      },
    );
    made = true;
    return await write(all, before);
  } catch (error) {
    throw await ending(error, begun, made, async () => last && keeper.keep(last));
  }
}
