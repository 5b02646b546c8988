import type { Builder, Expression } from '../ad/expression.js';
import { type Comb, depthwise, isBlocked } from './blocked.js';
import { isMasked } from './masked.js';

/** Element m of sequence q lies at m · n + q of n sequences. */
interface Interleaved {
  readonly sequences: readonly Expression[];
  readonly axis: number;
  /** Whether what they hold beyond the whole's length is zero. */
  readonly endsInZeros?: boolean;
}

/** What was interleaved in each graph: its sequences by its name. */
const known = new WeakMap<Builder, Map<string, Interleaved>>();

function note(whole: Expression, interleaved: Interleaved): void {
  const own = known.get(whole.builder) ?? new Map<string, Interleaved>();
  known.set(whole.builder, own.set(whole.name, interleaved));
}

const interleavedOf = (x: Expression): Interleaved | undefined => known.get(x.builder)?.get(x.name);

/**
 * Interleaves sequences of equal length along an axis: element m of sequence q comes to lie at m · n + q of n sequences.
 * What lies beyond `length` is dropped. `undefined` stands for zeros.
 */
export function interleave(
  sequences: readonly (Expression | undefined)[],
  axis: number,
  length: number,
  endsInZeros = false,
): Expression {
  const first = sequences.find((s) => s !== undefined)!;
  if (sequences.length === 1) return first.slice(axis, 0, length);
  const b = first.builder;
  const parts = sequences.map((s) => (s ?? b.zeros(first)).unsqueeze(axis + 1));
  const dims = first.dims.map((d, i) => (i === axis ? d * sequences.length : d));
  const whole = cropped(b.concat(parts, axis + 1).reshape(dims), axis, length);
  const all = sequences.filter((s) => s !== undefined);
  if (all.length === sequences.length) note(whole, { sequences: all, axis, endsInZeros });
  return whole;
}

/**
 * The sequences that a value was interleaved from along an axis, where convolutions of them are faster than interleaving
 * them: in blocked layout. What they hold beyond the value's length is zero.
 */
export function sequencesOf(x: Expression, axis: number): readonly Expression[] | undefined {
  const found = interleavedOf(x);
  if (!found || found.axis !== axis || !isBlocked(x)) return undefined;
  const { sequences, endsInZeros } = found;
  // a masked cotangent has nothing beyond its end: no window takes its maximum there
  const whole = sequences.length * sequences[0]!.dims[axis]! === x.dims[axis] || endsInZeros || isMasked(x);
  return whole ? sequences : undefined;
}

/**
 * Maps the sequences that a value in blocked layout was interleaved from, along however many axes, each with where its
 * elements lie in the whole (axes 2 and 3), and interleaves the results likewise. Undefined where it was not
 * interleaved.
 * @param map makes of a sequence one that is as long, with zeros beyond the whole's end
 */
export function mapSequences(
  x: Expression,
  map: (sequence: Expression, combs: readonly Comb[]) => Expression,
): Expression | undefined {
  const isWhole = (length: number): Comb => ({ step: 1, first: 0, length });
  const descend = (part: Expression, combs: readonly Comb[]): Expression => {
    const found = isBlocked(part) ? interleavedOf(part) : undefined;
    if (!found) return map(part, combs);
    const { sequences, axis } = found;
    const outer = combs[axis - 2]!;
    const made = sequences.map((sequence, q) => {
      const own = {
        step: outer.step * sequences.length,
        first: outer.first + q * outer.step,
        length: sequence.dims[axis]!,
      };
      return descend(
        sequence,
        combs.map((comb, i) => (i === axis - 2 ? own : comb)),
      );
    });
    return interleave(made, axis, part.dims[axis]!, true);
  };
  if (x.rank !== 4 || !isBlocked(x) || !interleavedOf(x)) return undefined;
  return descend(x, x.dims.slice(2).map(isWhole));
}

/** Channels `start` to `end` of a value, and of the sequences that it was interleaved from. */
export function sliceChannels(x: Expression, start: number, end: number): Expression {
  const found = interleavedOf(x);
  const part = x.slice(1, start, end);
  if (found && isBlocked(part)) {
    const sequences = found.sequences.map((s) => s.slice(1, start, end));
    note(part, { ...found, sequences });
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
