/** What a child process is to do: mutants of a kind, from one number up to another; below 0 are the healthy files. */
export interface Job {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  /** Makes other mutants of the same numbers. */
  readonly salt: string;
  /** What the healthy files take, in bytes: a process that keeps more than that is ended between two mutants. */
  readonly memory?: number;
}

/** What was thrown. */
export interface Thrown {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
}

/** What a child process says, before and after each thing that it does with a mutant. */
export interface Line {
  readonly kind: string;
  readonly number: number;
  /** The name of the healthy file that it is of. */
  readonly seed: string;
  /** What it does next. */
  readonly stage?: string;
  /** What became of it. */
  readonly ended?: {
    readonly error?: Thrown;
    /** Files that nobody asked for. */
    readonly stray: readonly string[];
    /** The most memory of the process meanwhile, in bytes. */
    readonly peak: number;
    readonly ms: number;
  };
}
