import { FaccentError } from '../errors.js';
import { decimal } from './decimal.js';
import type { Declared, Description } from './declare.js';
import { parsedJson } from './json.js';
import { type Json, shown } from './schema.js';
import type { Argument, ShortForm } from './short-form.js';

/** A thing without arguments. */
export const bare: ShortForm = { usage: '', count: (n) => n === 0, options: () => ({}) };

/** Takes up to as many arguments as there are options, in their order; `least` of them must be there. */
export const inOrder = (usage: string, options: readonly string[], least = 0): ShortForm => ({
  usage,
  count: (n) => n >= least && n <= options.length,
  options: (given) => Object.fromEntries(given.map((value, i) => [options[i]!, value])),
});

/**
 * How command lines write a thing: its name, and what may follow it.
 * @example usageOf(box.declared); // 'box[:LEAST:MOST]'
 */
export const usageOf = ({ name, short }: Declared): string => `${name}${short?.usage ?? ''}`;

/** What has a name, or had it. @param note is told where it had */
export function find<T>(
  among: readonly Declared<T>[],
  name: unknown,
  note?: (text: string) => void,
): Declared<T> | undefined {
  const found =
    among.find((d) => d.name === name) ?? among.find(({ formerly }) => formerly.includes(name as string));
  if (found && found.name !== name) note?.(`the ${found.kind} ${shown(name)} is now called "${found.name}"`);
  return found;
}

/**
 * A description from its short form.
 * @param what the kind of thing, for errors
 * @param note is told of old spellings
 * @throws FaccentError if there is no such thing, or it takes another number of arguments
 */
export function readShort(
  text: string,
  what: string,
  declared: readonly Declared[],
  note?: (text: string) => void,
): Description {
  const [name, ...written] = text.trim().split(':') as [string, ...string[]];
  const known = declared.filter(({ short }) => short);
  const found = find(known, name, note);
  if (!found)
    throw new FaccentError(`there is no ${what} ${shown(name)}; there are ${known.map(usageOf).join(', ')}`);
  const short = found.short!;
  if (!short.count(written.length))
    throw new FaccentError(`${shown(text.trim())} should be written ${usageOf(found)}`);
  const options = Object.entries(short.options(written.map(argument), written)).filter(
    ([, v]) => v !== undefined,
  );
  return { name: found.name, ...(Object.fromEntries(options) as Record<string, Json>) };
}

const argument = (text: string): Argument => {
  const number = decimal(text);
  return Number.isFinite(number) ? number : text.trim();
};

/** JSON begins with a brace: nothing short does. */
export const isJson = (text: string): boolean => text.trimStart().startsWith('{');

/** Reads JSON that a person typed. @throws FaccentError */
export function typedJson(text: string, what: string): unknown {
  return parsedJson(text, `the ${what} ${shown(text)}`);
}
