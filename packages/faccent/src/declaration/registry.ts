import { FaccentError } from '../errors.js';
import type { Declared, Maker } from './declare.js';
import type { Reading, Within } from './option.js';
import { isObject, shown, unknownOption, wrong } from './schema.js';
import { find, isJson, readShort, typedJson } from './short.js';

/** Descriptions are nested no deeper than this: more is a mistake, or an attack. */
const DEEPEST = 256;

/** All things of a kind: what the files of its folder declare. */
export interface Registry<T> {
  readonly what: string;
  readonly declared: readonly Declared<T>[];
  readonly names: readonly string[];
  /** Names of what stands only within others: stages of a composition. */
  readonly partNames: readonly string[];
  /**
   * The thing that a description stands for: `read(thing.description)` makes `thing` again.
   * @param json from anywhere
   * @throws FaccentError that names the part of the description that cannot be used
   */
  readonly read: (json: unknown, reading?: Reading) => T;
  /**
   * The same from what a person types: `NAME:ARGUMENT:ARGUMENT`, or the JSON of a description.
   * @throws FaccentError with what cannot be used
   */
  readonly parse: (text: string, reading?: Reading) => T;
}

/** What one registry holds that is of the kind, by name: a module's order is not the same everywhere. */
const declaredIn = (modules: readonly object[]): Declared[] =>
  modules
    .flatMap((module) => Object.values(module) as unknown[])
    .filter((made): made is Maker<never, unknown> => typeof made === 'function' && 'declared' in made)
    .map(({ declared }) => declared)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * Collects the declarations of a folder's files.
 * @param what the kind, for errors
 * @param modules the folder's files, as `all.ts` lists them
 * @param example a description, for errors
 * @param parts kinds that stand only within others: stages of a composition
 */
export function registry<T>(
  what: string,
  modules: readonly object[],
  example: string,
  parts: readonly string[] = [],
): Registry<T> {
  const all = declaredIn(modules) as Declared<T>[];
  const whole = all.filter(({ kind }) => !parts.includes(kind));

  const read = (json: unknown, reading: Reading = {}): T => {
    const { path = what } = reading;
    if (deeperThan(json, DEEPEST))
      throw new FaccentError(`the ${what}'s description is nested more than ${DEEPEST} deep`);
    const { name } = objectOf(json, path, example);
    const part = find(all, name);
    if (part && !whole.includes(part))
      throw wrong(json, path, `{"name": "compose", "parts": […]}, with "${part.name}" among the parts`);
    return readOne(whole, json, path, reading);
  };

  /** @param among what may stand here */
  function readOne(among: readonly Declared<T>[], json: unknown, path: string, reading: Reading): T {
    const { name, ...fields } = objectOf(json, path, example);
    const declared = find(among, name, reading.note);
    if (!declared) throw wrong(name, `${path}.name`, `one of ${among.map((d) => d.name).join(', ')}`);
    // within a composition everything of the kind may stand, parts too
    const within: Within = { ...reading, read: (value, at) => readOne(all, value, at, reading) };
    return declared.make(fieldsOf(declared, fields, path, within), path);
  }

  return {
    what,
    declared: all,
    names: whole.map(({ name }) => name),
    partNames: all.filter(({ kind }) => parts.includes(kind)).map(({ name }) => name),
    read,
    parse: (text, reading) =>
      read(isJson(text) ? typedJson(text, what) : readShort(text, what, all, reading?.note), reading),
  };
}

/** A description's options, under the names that they have now. */
function fieldsOf(
  { name, options }: Declared,
  fields: Readonly<Record<string, unknown>>,
  path: string,
  within: Within,
): Record<string, unknown> {
  const values = Object.entries(fields).map(([key, value]): [string, unknown] => {
    const now = Object.hasOwn(options, key)
      ? key
      : Object.keys(options).find((option) => options[option]!.formerly.includes(key));
    if (now === undefined) throw unknownOption(path, key, Object.keys(options));
    if (now !== key && Object.hasOwn(fields, now))
      throw new FaccentError(`${path} has both ${shown(key)} and "${now}", which is what it is now called`);
    if (now !== key) within.note?.(`the option ${shown(key)} of "${name}" is now called "${now}"`);
    const { json } = options[now]!;
    return [now, json && value !== undefined ? json.read(value, `${path}.${key}`, within) : value];
  });
  return Object.fromEntries(values);
}

function objectOf(value: unknown, path: string, example: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw wrong(value, path, `an object, like ${example}`);
  return value;
}

/** Looks no deeper than the limit, so that no nesting exhausts the stack. */
function deeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((v) => deeperThan(v, limit - 1));
}
