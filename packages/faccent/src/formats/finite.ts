import { FaccentError } from '../errors.js';

/** Why a number can be none, and what to do about it. */
const WHY =
  'numbers overflowed float32 on the way there, or 0 was divided by 0: see that the weights and the input range of the model are right, or take a lower learningRate';

/** The first place of a list that holds no number, or -1. */
export const notFiniteAt = (data: ArrayLike<number>): number => {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
};

/** The indices of an element, the slowest first. */
function indicesOf(at: number, dims: readonly number[]): number[] {
  const indices: number[] = [];
  for (const n of [...dims].reverse()) {
    indices.unshift(at % n);
    at = Math.floor(at / n);
  }
  return indices;
}

/**
 * Looks whether all of a tensor's elements are numbers, before it is written.
 * @param name of the tensor, for errors
 * @throws FaccentError that says which element is NaN or infinite
 * @example checkFinite('gradient', [3, 224, 224], gradient)
 */
export function checkFinite(name: string, dims: readonly number[], data: ArrayLike<number>): void {
  const at = notFiniteAt(data);
  if (at < 0) return;
  let more = 0;
  for (let i = at + 1; i < data.length; i++) more += Number(!Number.isFinite(data[i]));
  const others = more ? `, and ${more} more of its ${data.length} numbers are not finite` : '';
  throw new FaccentError(`"${name}" is ${data[at]} at (${indicesOf(at, dims).join(', ')})${others}: ${WHY}`);
}

/** The path of the first number of a JSON value that is none, and that number. */
function notFiniteIn(value: unknown, path: string): [path: string, value: number] | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : [path, value];
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  for (const [key, of] of Object.entries(value)) {
    const found = notFiniteIn(of, isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

/**
 * A value as JSON. `JSON.stringify` makes null of what is no number, and says nothing.
 * @param name of what it is, for errors
 * @throws FaccentError that says which field is NaN or infinite
 * @example const text = formatJson('measures.json', measures, 1)
 */
export function formatJson(name: string, value: unknown, space?: number): string {
  const found = notFiniteIn(value, '');
  if (found) throw new FaccentError(`"${found[0]}" of ${name} is ${found[1]}, which is no number: ${WHY}`);
  return JSON.stringify(value, null, space);
}
