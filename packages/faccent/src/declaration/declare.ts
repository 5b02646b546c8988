import { FaccentError } from '../errors.js';
import type { Complete, Given, OptionArguments, Options } from './option.js';
import { type Json, checked, unknownOption } from './schema.js';
import type { ShortForm } from './short-form.js';

/** A choice as plain JSON: the name of the function that makes it, and that function's options. */
export interface Description {
  readonly name: string;
  readonly [option: string]: Json;
}

/** What is said of a thing where it is declared. */
export interface Declared<T = unknown> {
  /** 'objective', 'transform', … */
  readonly kind: string;
  readonly name: string;
  /** One line for help and docs. */
  readonly about: string;
  readonly options: Options;
  /** How command lines write it, where they can. */
  readonly short?: ShortForm;
  /** Names that it had; they still read, with a note. */
  readonly formerly: readonly string[];
  /** @param path what stands for it in errors */
  readonly make: (given: Readonly<Record<string, unknown>>, path?: string) => T;
}

/** A function that makes a thing, and what was declared of it. */
export type Maker<A extends readonly unknown[], T> = ((...args: A) => T) & { readonly declared: Declared<T> };

/** A thing's declaration: its function, its JSON, its short form, its lines in help and docs all come from it. */
export interface Declaration<O extends Options, B, A extends readonly unknown[]> {
  readonly about: string;
  readonly options: O;
  readonly short?: ShortForm;
  readonly formerly?: readonly string[];
  /** Options from a function's arguments, where it does not take them as one object. */
  readonly from?: (...args: A) => Given<O>;
  /** What the thing is, but for its name and description. Checks that concern several options together are made here. */
  readonly build: (options: Complete<O>) => B;
}

/**
 * A kind of thing that is declared, such as objectives.
 * @param finish adds name and description to what a declaration builds
 * @example export const objective = kind<Objective, Built>('objective', (built, own) => ({ ...built, ...own }));
 */
export const kind =
  <T, B>(
    what: string,
    finish: (built: B, own: { readonly name: string; readonly description: Description }) => T,
  ) =>
  <const O extends Options, A extends readonly unknown[] = OptionArguments<O>>(
    name: string,
    declaration: Declaration<O, B, A>,
  ): Maker<A, T> => {
    const { about, options, short, formerly = [], from, build } = declaration;
    const make = (given: Readonly<Record<string, unknown>>, path = name): T => {
      const complete = completed(options, given, path) as Complete<O>;
      const made = finish(build(complete), { name, description: described(name, options, given) });
      wholes.set(made as object, () => described(name, options, complete, wholeDescription));
      return made;
    };
    const maker = (...args: A): T => {
      const given = from ? from(...args) : ((args[0] ?? {}) as Given<O>);
      return make(given);
    };
    Object.defineProperty(maker, 'name', { value: name });
    return Object.assign(maker, { declared: { kind: what, name, about, options, short, formerly, make } });
  };

/** What things are with their defaults spelt out. */
const wholes = new WeakMap<object, () => Description>();

/** A thing that says what it is. */
export interface Describes {
  readonly description?: Json;
}

/**
 * A description with the defaults of today in it: what is written down for long must not change with them.
 * @param thing what a declaration made; anything else has its own description alone
 */
export const wholeDescription = (thing: Describes): Json =>
  wholes.get(thing)?.() ?? (thing.description as Json);

/**
 * Options with their defaults, checked.
 * @param path what has the options, for errors; empty: they are named alone
 * @throws FaccentError for an option that is missing, unknown, or not what it should be
 */
export function completed(
  options: Options,
  given: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, unknown> {
  if (typeof given !== 'object' || given === null)
    throw new FaccentError(`${path} takes its options as an object: ${Object.keys(options).join(', ')}`);
  for (const key of Object.keys(given))
    if (given[key] !== undefined && !Object.hasOwn(options, key))
      throw unknownOption(path, key, Object.keys(options));
  return Object.fromEntries(
    Object.entries(options).map(([name, { schema, presence, usual }]) => {
      const value = given[name];
      if (value === undefined && presence !== 'required') return [name, usual];
      return [name, checked(schema, value, path ? `${path}.${name}` : name)];
    }),
  );
}

/** A description of options as they were given: options left out stay out, vectors become lists. */
export function described(
  name: string,
  options: Options,
  given: Readonly<Record<string, unknown>>,
  describe: (thing: Describes) => Json = ({ description }) => description as Json,
): Description {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    name,
    ...Object.fromEntries(
      entries.map(([key, value]) => [key, (options[key]?.json?.write ?? plain)(value, describe)]),
    ),
  };
}

/** A value as JSON has it. */
function plain(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return value as Json;
  if ('length' in value) return Array.from(value as ArrayLike<Json>);
  const given = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(given.map(([key, v]) => [key, plain(v)]));
}
