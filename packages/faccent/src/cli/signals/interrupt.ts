import { constants } from 'node:os';
import { Worker } from 'node:worker_threads';
import { locksHeld } from '../../platform/node/lock.js';
import { ENDING, type LastWords, type Meanwhile, type Move } from './ending.js';

type Ending = keyof typeof ENDING;

const SIGNALS = Object.keys(ENDING) as Ending[];

/**
 * Whether somebody has asked for the end of the command: it ends at a step's border; the second time, or where there is
 * no border for a while, at once.
 */
export interface Interrupt {
  /** The status to end with, once it was asked for. */
  readonly status: number | undefined;
  /** Waits for what has no borders, and no longer once the end is asked for. @throws Interrupted */
  during<T>(work: Promise<T>): Promise<T>;
  /**
   * What is to be said where the command is ended in the middle of something from now on.
   * @param moves files that then get other names
   */
  expect(text: string, moves?: readonly Move[]): void;
  /**
   * Says something of what goes on from now on, where it takes longer than so many milliseconds, also where it keeps this
   * thread from all else. @returns what says that it is done
   */
  meanwhile(text: string, after: number): () => void;
  /** Hands the signals back. */
  stop(): void;
}

/** What was going on when the end was asked for is left as it stands. */
export class Interrupted extends Error {
  /** @param atOnce whether something that cannot be stopped still goes on in this process */
  constructor(readonly atOnce = false) {
    super('interrupted');
  }
}

/** Listens to signals while something is done. */
export async function interruptible<T>(work: (interrupt: Interrupt) => Promise<T>): Promise<T> {
  const interrupt = await watchInterrupt();
  try {
    return await work(interrupt);
  } finally {
    interrupt.stop();
  }
}

/** Begins to listen to signals. */
async function watchInterrupt(): Promise<Interrupt> {
  /** The number of the first signal, which the thread writes while this one may be computing. */
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const statusNow = (): number | undefined => (asked[0] === 0 ? undefined : 128 + Atomics.load(asked, 0));
  const waiting = new Set<(error: Interrupted) => void>();
  const leave = (): void => waiting.forEach((reject) => reject(new Interrupted(true)));
  const onSignal = (signal: Ending): void => {
    if (statusNow() !== undefined) {
      // a bar hides the cursor
      if (process.stderr.isTTY) process.stderr.write('\u001b[?25h');
      process.exit(ENDING[signal]);
    }
    asked[0] = constants.signals[signal];
    leave();
  };
  const watcher = await startWatcher(asked, leave);
  if (!watcher) for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get status() {
      return statusNow();
    },
    during: (work) => {
      // nobody hears of what comes of it later
      work.catch(() => undefined);
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        const heard = (): boolean => waiting.delete(reject);
        work.then(resolve, reject);
        work.then(heard, heard);
        if (statusNow() !== undefined) reject(new Interrupted(true));
      });
    },
    expect: (text, moves = []) =>
      watcher?.postMessage({ text, locks: locksHeld(), moves } satisfies LastWords),
    meanwhile: (meanwhile, after) => {
      watcher?.postMessage({ meanwhile, after } satisfies Meanwhile);
      return () => watcher?.postMessage({ meanwhile: '', after } satisfies Meanwhile);
    },
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      void watcher?.terminate();
    },
  };
}

/** Starts the thread that hears signals. @returns nothing where the system has no such thing */
async function startWatcher(asked: Int32Array, onAsked: () => void): Promise<Worker | undefined> {
  if (process.platform === 'win32') return undefined;
  const watcher = new Worker(new URL('./watcher.js', import.meta.url), { workerData: { asked } });
  const ready = await new Promise<boolean>((resolve) => {
    watcher.on('error', () => resolve(false));
    watcher.on('message', (said) => (said === 'ready' ? resolve(true) : onAsked()));
  });
  if (!ready) return undefined;
  watcher.unref();
  return watcher;
}

/** Ends the process although something still goes on in it, once all is said. */
export async function leaveNow(status: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => void stream.write('', () => resolve()));
  process.exit(status);
}
