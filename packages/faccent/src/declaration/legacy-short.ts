import { FaccentError } from '../errors.js';
import { type Description, describe, shown } from './json.js';

/** What stands between colons: a number where it is one. */
type Argument = number | string;

/** A thing as it is written on command lines, `NAME:ARGUMENT:ARGUMENT`. */
export interface ShortForm {
  /** What its description is called. */
  readonly name: string;
  /** How it is written, for errors. */
  readonly usage: string;
  /** How many arguments it takes. */
  readonly count: (n: number) => boolean;
  /** Options from arguments. */
  readonly options: (given: readonly Argument[]) => object;
}

export type ShortForms = Readonly<Record<string, ShortForm>>;

/** Takes up to as many arguments as there are options, in their order; `least` of them must be there. */
export const inOrder = (
  name: string,
  usage: string,
  options: readonly string[] = [],
  least = 0,
): ShortForm => ({
  name,
  usage,
  count: (n) => n >= least && n <= options.length,
  options: (given) => Object.fromEntries(given.map((value, i) => [options[i]!, value])),
});

/**
 * A description from its short form.
 * @param what the kind of thing, for errors
 * @throws FaccentError if there is no such thing, or it takes another number of arguments
 */
export function readShort(text: string, what: string, forms: ShortForms): Description {
  const [name, ...written] = text.trim().split(':') as [string, ...string[]];
  const form = Object.hasOwn(forms, name) ? forms[name]! : undefined;
  if (!form)
    throw new FaccentError(
      `there is no ${what} ${shown(name)}; there are ${Object.values(forms)
        .map(({ usage }) => usage)
        .join(', ')}`,
    );
  if (!form.count(written.length))
    throw new FaccentError(`${shown(text.trim())} should be written ${form.usage}`);
  return describe(form.name, form.options(written.map(argument)));
}

const argument = (text: string): Argument =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text.trim();

/** JSON begins with a brace: nothing short does. */
export const isJson = (text: string): boolean => text.trimStart().startsWith('{');

/** Reads JSON that a person typed. @throws FaccentError */
export function typedJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new FaccentError(`the ${what} ${shown(text)} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
