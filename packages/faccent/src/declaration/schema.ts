import * as z from 'zod/mini';
import { FaccentError } from '../errors.js';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a value may be. Its error messages say what it should be: "a finite number". */
export type Schema<T> = z.ZodMiniType<T>;

export const text: Schema<string> = z.string('text').check(z.minLength(1, 'text'));
export const flag: Schema<boolean> = z.boolean('true or false');
export const number: Schema<number> = z.number('a finite number');
export const positive: Schema<number> = z.number('a number above 0').check(z.positive('a number above 0'));
export const nonNegative: Schema<number> = z
  .number('a number, 0 or more')
  .check(z.nonnegative('a number, 0 or more'));
/** A share of what was: 0 or more, below 1. */
export const fraction: Schema<number> = z
  .number('a number in [0, 1)')
  .check(z.nonnegative('a number in [0, 1)'), z.lt(1, 'a number in [0, 1)'));
export const atLeast = (least: number): Schema<number> =>
  z.number(`a number, ${least} or more`).check(z.minimum(least, `a number, ${least} or more`));

const whole = (least: number, most: number, wanted: string): Schema<number> =>
  z.number(wanted).check(z.int(wanted), z.minimum(least, wanted), z.maximum(most, wanted));

/** …, −1, 0, 1, … */
export const wholeNumber = whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'a whole number');
/** 0, 1, 2, … */
export const index = whole(0, Number.MAX_SAFE_INTEGER, 'a whole number, 0 or more');
/** 1, 2, 3, … @param most that no file can make so large that what it asks for fills the memory */
export const count = (most = Number.MAX_SAFE_INTEGER): Schema<number> =>
  whole(
    1,
    most,
    most === Number.MAX_SAFE_INTEGER ? 'a whole number, 1 or more' : `a whole number from 1 to ${most}`,
  );

export const numbers: Schema<readonly number[]> = z
  .array(number, 'a list of numbers')
  .check(z.minLength(1, 'a list of numbers'));

/** Numbers in a list or in a typed array. */
export const vector: Schema<ArrayLike<number>> = z
  .custom<ArrayLike<number>>((value) => isList(value) && value.length > 0, 'a list of numbers')
  .check(({ value, issues }) => {
    if (issues.length) return;
    const at = Array.from(value).findIndex((v) => !Number.isFinite(v));
    if (at >= 0) issues.push({ code: 'custom', path: [at], message: 'a finite number', input: value[at] });
  });

/** Not whatever has a length: what a file says of its length is not to be believed. */
const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);

/**
 * A number or something else. Of a number, errors say what it should be; of something else, what is wrong within it.
 * @param wanted both, for what is neither
 */
export const numberOr = <T>(ofNumber: Schema<number>, other: Schema<T>, wanted: string): Schema<number | T> =>
  z.custom<number | T>().check(({ value, issues }) => {
    const { error } = z.safeParse<z.ZodMiniType>(typeof value === 'number' ? ofNumber : other, value);
    for (const { path, message } of error?.issues ?? []) {
      const neither = typeof value !== 'number' && path.length === 0;
      issues.push({ code: 'custom', path: [...path], message: neither ? wanted : message, input: value });
    }
  });

/** Two whole numbers. */
/** Indices of units, none twice. */
export const unitList: Schema<readonly number[]> = z.array(index, 'a list of whole numbers').check(
  z.minLength(1, 'a list of one or more whole numbers'),
  z.refine((units) => new Set(units).size === units.length, 'a list in which no unit is twice'),
);

export const pair: Schema<readonly [number, number]> = z.tuple([index, index], 'two whole numbers');
/** Two of the same kind of number. */
export const twoOf = (each: Schema<number>, wanted = 'two numbers'): Schema<readonly [number, number]> =>
  z.tuple([each, each], wanted);
/** Two numbers. */
export const interval = twoOf(number);

export const oneOf = <const T extends readonly (string | number | boolean)[]>(
  ...choices: T
): Schema<T[number]> =>
  z.custom<T[number]>((value) => (choices as readonly unknown[]).includes(value), choices.join(' or '));

/** An object of these fields and no others. */
export const record = <const S extends Readonly<Record<string, z.ZodMiniType>>>(
  fields: S,
): Schema<z.output<z.ZodMiniObject<{ -readonly [K in keyof S]: S[K] }>>> =>
  z.strictObject(fields, 'an object');

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as errors quote it: whatever a file or a program holds, errors stay short. */
export function shown(value: unknown): string {
  const text = (typeof value === 'number' ? undefined : inJson(value)) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Circles, depths that end the stack and numbers without end have no JSON. */
function inJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value === 'object' ? 'an object that JSON cannot hold' : undefined;
  }
}

/**
 * A value that is what it should be.
 * @param path where it stands, for errors
 * @throws FaccentError that says what is wrong and what it should be
 * @example checkOption(recordedOptions.steps.schema, 3, 'steps'); // 3
 * @example checkOption(recordedOptions.steps.schema, -1, 'steps'); // throws
 */
export function checked<T>(schema: Schema<T>, value: unknown, path: string): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const at = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  if (issue.code === 'unrecognized_keys') throw unknownOption(path + at, issue.keys[0]!);
  const found = issue.path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  throw wrong(found, path + at, issue.message);
}

export const wrong = (value: unknown, path: string, wanted: string): FaccentError =>
  new FaccentError(`${path} is ${value === undefined ? 'missing' : shown(value)}; it should be ${wanted}`);

export const unknownOption = (path: string, key: string, known?: readonly string[]): FaccentError =>
  new FaccentError(
    `${path} has ${shown(key)}, which it does not know${known ? `; it has ${known.join(', ') || 'no options'}` : ''}`,
  );
