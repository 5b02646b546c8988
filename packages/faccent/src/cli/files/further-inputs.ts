import { decimal } from '../../declaration/decimal.js';
import { shown } from '../../declaration/schema.js';
import { FaccentError } from '../../errors.js';
import type { Nested } from '../../model/description.js';
import { readNpy } from '../../platform/node/tensors.js';
import { listed } from '../flags/parse.js';
import { file as existing } from '../flags/places.js';
import { refused } from '../flags/refused.js';

/** Numbers in the lists of lists that a shape says. */
function nested(numbers: readonly number[], dims: readonly number[]): Nested {
  if (!dims.length) return numbers[0]!;
  const [length, ...inner] = dims as [number, ...number[]];
  const size = numbers.length / length;
  return Array.from({ length }, (_, i) => nested(numbers.slice(i * size, (i + 1) * size), inner));
}

/** A recipe is JSON: more would fill it. */
const MOST_VALUES = 2 ** 22;

/** A further input as it was typed: its numbers, or the file that they are in. */
type Typed = { readonly name: string } & ({ readonly value: Nested } | { readonly file: string });

/** What `--set NAME=VALUE` says, the file apart. @throws FaccentError on text that says nothing */
function typed(text: string): Typed {
  const at = text.indexOf('=');
  const [name, given] = [text.slice(0, at), text.slice(at + 1).trim()];
  if (at < 1 || !given)
    throw new FaccentError(
      `--set ${shown(text)}: it should be NAME=NUMBER, NAME=NUMBER,NUMBER,… or NAME=FILE.npy`,
    );
  if (/\.npy$/i.test(given)) return { name, file: given };
  const single = decimal(given);
  if (Number.isFinite(single)) return { name, value: single };
  try {
    const list = JSON.parse(given.startsWith('[') ? given : `[${given}]`) as Nested;
    if (areNumbers(list)) return { name, value: list };
  } catch {
    // said below
  }
  throw new FaccentError(
    `--set ${shown(text)}: ${shown(given)} is no number, no list of numbers and no NumPy file (.npy)`,
  );
}

/** Lists that are nested deeper than a tensor are refused before they are walked through. */
function areNumbers(list: Nested, depth = 0): boolean {
  if (typeof list === 'number') return Number.isFinite(list);
  return (
    Array.isArray(list) && depth < MOST_AXES && list.every((one) => areNumbers(one as Nested, depth + 1))
  );
}

/** Axes that a tensor has at most. */
const MOST_AXES = 16;

/**
 * What `--set NAME=VALUE` gives a further input: a number, numbers with commas between them or as JSON, or the array of a
 * NumPy file.
 * @throws FaccentError on text that is none of these, and on a file that cannot be read
 */
export async function furtherInput(text: string): Promise<[name: string, value: Nested]> {
  const { name, ...given } = typed(text);
  if ('value' in given) return [name, given.value];
  const { dims, data } = await readNpy(given.file);
  if (data.length > MOST_VALUES)
    throw new FaccentError(
      `--set ${name}: "${given.file}" has ${data.length} values, and at most ${MOST_VALUES} go into a recipe`,
    );
  return [name, nested(Array.from(data, Number), dims)];
}

/** The values of further inputs that flags give, by their names. */
export const furtherInputs = async (texts: readonly string[]): Promise<Record<string, Nested> | undefined> =>
  texts.length ? Object.fromEntries(await Promise.all(texts.map(furtherInput))) : undefined;

/** The option that gives one, several times: what it says is looked at where it stands. */
export function furtherTexts(text: string, before: readonly string[] = []): string[] {
  const said = refused(() => typed(text));
  if ('file' in said) existing(said.file);
  return listed(text, before);
}
