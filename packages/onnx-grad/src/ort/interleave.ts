import type { Expression } from '../ad/expression.js';
import { depthwise, isBlocked } from './blocked.js';

/**
 * Puts sequences of equal length into one along an axis, by turns: element m of sequence q comes to lie at m · n + q of
 * n sequences. What lies beyond `length` is dropped. `undefined` stands for zeros.
 */
export function interleave(
  sequences: readonly (Expression | undefined)[],
  axis: number,
  length: number,
): Expression {
  const first = sequences.find((s) => s !== undefined)!;
  if (sequences.length === 1) return first.slice(axis, 0, length);
  const b = first.builder;
  const parts = sequences.map((s) => (s ?? b.zeros(first)).unsqueeze(axis + 1));
  const dims = first.dims.map((d, i) => (i === axis ? d * sequences.length : d));
  const whole = cropped(b.concat(parts, axis + 1).reshape(dims), axis, length);
  const all = sequences.filter((s) => s !== undefined);
  if (all.length === sequences.length) b.interleaved.set(whole.name, { sequences: all, axis });
  return whole;
}

/**
 * The sequences that a value was put together from along an axis, where convolutions of them are faster than putting
 * them together: in blocked layout. What they hold beyond the value's length is zero.
 */
export function sequencesOf(x: Expression, axis: number): readonly Expression[] | undefined {
  const { interleaved, masked } = x.builder;
  const found = interleaved.get(x.name);
  if (!found || found.axis !== axis || !isBlocked(x)) return undefined;
  const { sequences } = found;
  // a masked cotangent has nothing beyond its end: no window takes its maximum there
  const whole = sequences.length * sequences[0]!.dims[axis]! === x.dims[axis] || masked.has(x.name);
  return whole ? sequences : undefined;
}

/** Channels `start` to `end` of a value, and of the sequences that it was put together from. */
export function channelsOf(x: Expression, start: number, end: number): Expression {
  const { interleaved } = x.builder;
  const found = interleaved.get(x.name);
  const part = x.slice(1, start, end);
  if (found && isBlocked(part)) {
    const sequences = found.sequences.map((s) => s.slice(1, start, end));
    interleaved.set(part.name, { ...found, sequences });
  }
  return part;
}

/** The first elements along an axis. */
function cropped(x: Expression, axis: number, length: number): Expression {
  const excess = x.dims[axis]! - length;
  if (excess === 0 || !isBlocked(x)) return x.slice(axis, 0, length);
  // where a convolution comes next, one that drops the excess is faster than a slice
  return depthwise(x, [1, ...new Array<number>(excess).fill(0)], axis);
}

/** Zeros put between (and after) the elements of one axis, so that element i comes to lie at i · step. */
export function interleaveZeros(x: Expression, axis: number, step: number): Expression {
  return interleave([x, ...new Array<undefined>(step - 1)], axis, x.dims[axis]! * step);
}
