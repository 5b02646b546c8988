import { FaccentError } from '../errors.js';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A choice as plain JSON: the name of the function that makes it, and that function's options. */
export interface Description {
  readonly name: string;
  readonly [option: string]: Json;
}

/** A description of options as they were given: options left out stay out, vectors become lists. */
export function describe(name: string, options: object = {}): Description {
  return { name, ...(plain(options) as object) };
}

function plain(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return value as Json;
  if ('length' in value) return Array.from(value as ArrayLike<Json>);
  const given = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(given.map(([key, v]) => [key, plain(v)]));
}

/** Reads a value of the JSON; `path` says in errors where it stood. */
export type Check<T> = (value: unknown, path: string) => T;
export type Checks<O> = { readonly [K in keyof O]-?: Check<O[K]> };
export type Fields = Readonly<Record<string, unknown>>;

/** Descriptions are nested no deeper than this: more is a mistake, or an attack. */
const DEEPEST = 256;

export const wrong = (value: unknown, path: string, wanted: string): never => {
  throw new FaccentError(
    `${path} is ${value === undefined ? 'missing' : shown(value)}; it should be ${wanted}`,
  );
};

/** A value as errors quote it: whatever a file holds, errors stay short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export function objectOf(value: unknown, path: string, example?: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong(value, path, `an object${example ? `, like ${example}` : ''}`);
  return value as Fields;
}

/** Exactly the fields that are checked. */
export function fieldsOf<O>(fields: Fields, path: string, checks: Checks<O>): O {
  for (const key of Object.keys(fields)) {
    if (!Object.hasOwn(checks, key)) {
      const known = Object.keys(checks).join(', ') || 'no options';
      throw new FaccentError(`${path} has ${shown(key)}, which it does not know; it has ${known}`);
    }
  }
  const values = Object.entries<Check<unknown>>(checks).map(([key, check]) => [
    key,
    check(Object.hasOwn(fields, key) ? fields[key] : undefined, `${path}.${key}`),
  ]);
  return Object.fromEntries(values) as O;
}

export const record =
  <O>(checks: Checks<O>): Check<O> =>
  (value, path) =>
    fieldsOf(objectOf(value, path), path, checks);

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

export const text: Check<string> = (value, path) =>
  typeof value === 'string' && value !== '' ? value : wrong(value, path, 'text');

export const number: Check<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong(value, path, 'a finite number');

export const index: Check<number> = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : wrong(value, path, 'a whole number, 0 or more');

export const flag: Check<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : wrong(value, path, 'true or false');

export const oneOf =
  <const T>(...choices: readonly T[]): Check<T> =>
  (value, path) =>
    choices.includes(value as T) ? (value as T) : wrong(value, path, choices.join(' or '));

export const numbers: Check<readonly number[]> = (value, path) =>
  Array.isArray(value) && value.length > 0
    ? value.map((v, i) => number(v, `${path}[${i}]`))
    : wrong(value, path, 'a list of numbers');

export const pair: Check<readonly [number, number]> = (value, path) =>
  Array.isArray(value) && value.length === 2
    ? [index(value[0], `${path}[0]`), index(value[1], `${path}[1]`)]
    : wrong(value, path, 'two whole numbers');

export const interval: Check<readonly [number, number]> = (value, path) =>
  Array.isArray(value) && value.length === 2
    ? [number(value[0], `${path}[0]`), number(value[1], `${path}[1]`)]
    : wrong(value, path, 'two numbers');

export type Reader<T> = (fields: Fields, path: string) => T;

/** A function that takes options, and a check for each of them: the compiler sees that none is missing. */
export const reads =
  <O, T>(make: (options: O) => T, checks: Checks<NoInfer<O>>): Reader<T> =>
  (fields, path) =>
    make(fieldsOf(fields, path, checks));

/**
 * Reads a description by the reader of its name.
 * @throws FaccentError that names the part of the description that cannot be used
 */
export function readNamed<T>(
  json: unknown,
  path: string,
  readers: ReadonlyMap<string, Reader<T>>,
  example: string,
): T {
  const { name, ...fields } = objectOf(json, path, example);
  const reader = typeof name === 'string' ? readers.get(name) : undefined;
  if (!reader) {
    const known = [...readers.keys()].join(', ');
    throw new FaccentError(`${path}.name is ${shown(name)}; it should be one of ${known}`);
  }
  return reader(fields, path);
}

/** @throws FaccentError if a description is nested so deep that reading it would exhaust the stack */
export function checkDepth(description: unknown, what: string): void {
  if (deeperThan(description, DEEPEST))
    throw new FaccentError(`the ${what}'s description is nested more than ${DEEPEST} deep`);
}

/** Looks no deeper than the limit, so that no nesting exhausts the stack. */
function deeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((v) => deeperThan(v, limit - 1));
}
