import { FaccentError } from '../../errors.js';
import type { Nested } from '../../model/description.js';
import { readNpy } from '../../platform/node/tensors.js';

/** Numbers in the lists of lists that a shape says. */
function nested(numbers: readonly number[], dims: readonly number[]): Nested {
  if (!dims.length) return numbers[0]!;
  const [length, ...inner] = dims as [number, ...number[]];
  const size = numbers.length / length;
  return Array.from({ length }, (_, i) => nested(numbers.slice(i * size, (i + 1) * size), inner));
}

/** A recipe is JSON: more would fill it. */
const MOST_VALUES = 2 ** 22;

/**
 * What `--set NAME=VALUE` gives a further input: a number, numbers with commas between them or as JSON, or the array of a
 * NumPy file.
 * @throws FaccentError on text that is none of these, and on a file that cannot be read
 */
export async function furtherInput(text: string): Promise<[name: string, value: Nested]> {
  const at = text.indexOf('=');
  const [name, given] = [text.slice(0, at), text.slice(at + 1).trim()];
  if (at < 1 || !given)
    throw new FaccentError(`--set ${text}: it should be NAME=NUMBER, NAME=NUMBER,NUMBER,… or NAME=FILE.npy`);
  if (/\.npy$/i.test(given)) {
    const { dims, data } = await readNpy(given);
    if (data.length > MOST_VALUES)
      throw new FaccentError(
        `--set ${name}: "${given}" has ${data.length} values, and at most ${MOST_VALUES} go into a recipe`,
      );
    return [name, nested(Array.from(data, Number), dims)];
  }
  const single = Number(given);
  if (Number.isFinite(single)) return [name, single];
  try {
    const list = JSON.parse(given.startsWith('[') ? given : `[${given}]`) as Nested;
    if (Array.isArray(list)) return [name, list];
  } catch {
    // said below
  }
  throw new FaccentError(
    `--set ${text}: "${given}" is no number, no list of numbers and no NumPy file (.npy)`,
  );
}

/** The values of further inputs that flags give, by their names. */
export const furtherInputs = async (texts: readonly string[]): Promise<Record<string, Nested> | undefined> =>
  texts.length ? Object.fromEntries(await Promise.all(texts.map(furtherInput))) : undefined;
