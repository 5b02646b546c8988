/** What stands between colons: a number where it is one. */
export type Argument = number | string;

/** How a thing is written on command lines: `NAME:ARGUMENT:ARGUMENT`. */
export interface ShortForm {
  /** What follows the name, for help and errors: `[:LEAST:MOST]`. */
  readonly usage: string;
  /** How many arguments it takes. */
  readonly count: (n: number) => boolean;
  /** Options from arguments. @param written the same as they were written, for what may hold colons or digits itself */
  readonly options: (
    given: readonly Argument[],
    written: readonly string[],
  ) => Readonly<Record<string, unknown>>;
}
