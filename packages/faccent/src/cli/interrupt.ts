/** The signals that end a run at a step's border, and what a shell expects of a program that one ended. */
const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type Ending = keyof typeof STATUS;

/** Whether somebody has asked for the end of the command: it ends at a step's border, the second time at once. */
export interface Interrupt {
  /** The status to end with, once it was asked for. */
  readonly status: number | undefined;
  /** Waits for what has no borders, and no longer once the end is asked for. @throws Interrupted */
  during<T>(work: Promise<T>): Promise<T>;
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

export function watchInterrupt(): Interrupt {
  let status: number | undefined;
  let leave: (error: Interrupted) => void = () => undefined;
  const onSignal = (signal: Ending): void => {
    if (status !== undefined) {
      // a bar hides the cursor
      if (process.stderr.isTTY) process.stderr.write('\u001b[?25h');
      process.exit(STATUS[signal]);
    }
    status = STATUS[signal];
    leave(new Interrupted(true));
  };
  const signals = Object.keys(STATUS) as Ending[];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    get status() {
      return status;
    },
    during: (work) => {
      // nobody hears of what comes of it later
      work.catch(() => undefined);
      return new Promise((resolve, reject) => {
        leave = reject;
        work.then(resolve, reject);
        if (status !== undefined) reject(new Interrupted(true));
      });
    },
    stop: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** Ends the process although something still goes on in it, once all is said. */
export async function leaveNow(status: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => void stream.write('', () => resolve()));
  process.exit(status);
}
