/** Whether a person has asked for the end of a run: the run ends at a step's border, the second time at once. */
export interface Interrupt {
  readonly asked: boolean;
  /** Hands Ctrl-C back. */
  stop(): void;
}

/** What a shell expects of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

export function watchInterrupt(): Interrupt {
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(INTERRUPTED);
    asked = true;
  };
  process.on('SIGINT', onSignal);
  return {
    get asked() {
      return asked;
    },
    stop: () => void process.off('SIGINT', onSignal),
  };
}
