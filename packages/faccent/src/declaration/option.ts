import type { Json, Schema } from './schema.js';

/** What reading JSON may need besides the JSON. */
export interface Reading {
  /** Is told of old spellings. */
  readonly note?: (text: string) => void;
  /** Where the JSON stands, for errors: `settings.transform`; by default the kind's name. */
  readonly path?: string;
  /** What JSON names and cannot hold, by the name of its kind: encoders by their fingerprints, say. */
  readonly given?: Readonly<Record<string, readonly unknown[] | undefined>>;
}

/** How JSON stands for a value that it cannot hold itself. */
export interface InJson<T> {
  /** @param describe writes a thing that is part of the value: as it was given, or with its defaults */
  readonly write: (value: T, describe: (thing: { readonly description?: Json }) => Json) => Json;
  /** @param within reads a thing of the same kind as the one that has the option: a term of a sum, say */
  readonly read: (json: unknown, path: string, within: Within) => T;
}

/** What an option's reader may ask for. */
export interface Within extends Reading {
  readonly read: (json: unknown, path: string) => unknown;
}

/** An option: what it may be, and what it is for. From this come its type, its check, and its line in help and docs. */
export interface Option<T = unknown, K extends Presence = Presence> {
  readonly schema: Schema<T>;
  /** With its unit; the default is said by `usual`. */
  readonly about: string;
  readonly presence: K;
  /** The default. */
  readonly usual?: T;
  /** Names that it had; they still read, with a note. */
  readonly formerly: readonly string[];
  readonly json?: InJson<T>;
  readonly flag?: Flag<T>;
}

/** How a command line writes an option: `--learning-rate <x>`, its name being the option's in kebab case. */
export interface Flag<T> {
  /** What stands for the value in help: `<x>`; none for a switch. */
  readonly value?: string;
  /** Whether it can be given several times. */
  readonly repeats?: boolean;
  /** The value from what a person types, once for each time; by default the text, or the number that it is. */
  readonly parse?: (texts: readonly string[], reading: Reading) => T;
}

type Presence = 'required' | 'optional' | 'default';

interface More<T> {
  readonly formerly?: readonly string[];
  readonly json?: InJson<T>;
  readonly flag?: Flag<T>;
}

/** An option that must be given. */
export const required = <T>(schema: Schema<T>, about: string, more: More<T> = {}): Option<T, 'required'> => ({
  ...{ schema, about, presence: 'required', formerly: [] },
  ...more,
});

/** An option that may be left out. @param about says what happens then */
export const optional = <T>(schema: Schema<T>, about: string, more: More<T> = {}): Option<T, 'optional'> => ({
  ...{ schema, about, presence: 'optional', formerly: [] },
  ...more,
});

/** An option with a default. */
export const usually = <T>(
  schema: Schema<T>,
  usual: NoInfer<T>,
  about: string,
  more: More<T> = {},
): Option<T, 'default'> => ({ ...{ schema, about, usual, presence: 'default', formerly: [] }, ...more });

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- options of any value: `unknown` would refuse their readers
export type Options = Readonly<Record<string, Option<any>>>;

type ValueOf<P> = P extends Option<infer T> ? T : never;
type RequiredNames<O extends Options> = {
  [K in keyof O]: O[K] extends { readonly presence: 'required' } ? K : never;
}[keyof O];
type Flat<T> = { [K in keyof T]: T[K] };

/** Options as a person gives them. */
export type Given<O extends Options> = Flat<
  { readonly [K in keyof O as K extends RequiredNames<O> ? K : never]: ValueOf<O[K]> } & {
    readonly [K in keyof O as K extends RequiredNames<O> ? never : K]?: ValueOf<O[K]>;
  }
>;

/** Options with nothing left to defaults. */
export type Complete<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly presence: 'optional' }
    ? ValueOf<O[K]> | undefined
    : ValueOf<O[K]>;
};

/** The arguments of a function that takes options. */
export type OptionArguments<O extends Options> =
  RequiredNames<O> extends never ? [options?: Given<O>] : [options: Given<O>];
