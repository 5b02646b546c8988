import type { Expression } from '../ad/expression.js';
import { interleave, sequencesOf } from './interleave.js';

/** Pads an operand's spatial axes (negative amounts crop) so that a convolution after it needs no padding. */
export function padSpatial(x: Expression, before: readonly number[], after: readonly number[]): Expression {
  return x.pad([0, 0, ...before], [0, 0, ...after]);
}

/** A stride-1 convolution whose padding may be negative. */
export function correlate(
  x: Expression,
  w: Expression,
  before: number[],
  after: number[],
  group = 1,
  dilations = before.map(() => 1),
): Expression {
  const negative = [...before, ...after].some((p) => p < 0);
  const clipped = (p: number): number => Math.min(0, p);
  const source = negative ? padSpatial(x, before.map(clipped), after.map(clipped)) : x;
  const pads = [...before, ...after].map((p) => Math.max(0, p));
  return x.builder.apply('Conv', [source, w], { kernel_shape: w.dims.slice(2), dilations, pads, group });
}

/** All places of a grid, row-major. */
export const places = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, k) => [...p, k])),
    [[]],
  );

/** Which of them a place is. */
export const rank = (place: readonly number[], sizes: readonly number[]): number =>
  place.reduce((sum, p, i) => sum * sizes[i]! + p, 0);

export const padAxis = (x: Expression, axis: number, before: number, after: number): Expression => {
  const along = (n: number): number[] => x.dims.map((_, i) => (i === axis ? n : 0));
  return x.pad(along(before), along(after));
};

/** Parts of a whole, row-major over the axes, and into how many turns each axis is split. */
export interface Turns {
  readonly made: readonly (Expression | undefined)[];
  readonly turns: readonly number[];
}

/** Along one axis: how many elements a correlation is to have, and how far before its first one it reads. */
interface Span {
  readonly length: number;
  readonly before: number;
}

/**
 * A correlation of stride 1, in as many turns along each axis as the sequences that its input was put together from
 * there: each turn is a sum of correlations of the sequences with every n-th tap of the kernel.
 */
export function byTurns(
  x: Expression,
  kernel: Expression,
  spans: readonly Span[],
  done = spans.length,
): Turns {
  const i = done - 1;
  if (i < 0) {
    const before = spans.map((s) => s.before);
    const after = spans.map((s, k) => s.length - x.dims[2 + k]! - s.before + kernel.dims[2 + k]! - 1);
    return {
      made: [correlate(x, kernel, before, after)],
      turns: spans.map(() => 1),
    };
  }
  const axis = 2 + i;
  const sequences = sequencesOf(x, axis);
  if (!sequences) return byTurns(x, kernel, spans, i);
  const n = sequences.length;
  const span = spans[i]!;
  const length = Math.ceil(span.length / n);
  const extent = kernel.dims[axis]!;
  // with a tap of zeros to choose: the runtime takes a Pad before a convolution for one of its input, even of its weights
  const extended = padAxis(kernel, axis, 0, 1);
  const rows = Array.from({ length: n }, (_, turn) => {
    const parts = sequences.flatMap((sequence, q) => {
      // tap t of output m · n + turn reads element m · n + turn − before + t: of this sequence, every n-th
      const first = (((q + span.before - turn) % n) + n) % n;
      const taps: number[] = [];
      for (let t = first; t < extent; t += n) taps.push(t);
      if (taps.length === 0) return [];
      const ahead = (turn - span.before + first - q) / n;
      // a kernel that reaches far enough needs no cropped input
      const zeros = new Array<number>(Math.max(0, ahead)).fill(extent);
      return [{ sequence, kernel: extended.gather(axis, [...zeros, ...taps]), before: Math.max(0, -ahead) }];
    });
    const longest = Math.max(
      length,
      ...parts.map((p) => p.sequence.dims[axis]! + p.before - p.kernel.dims[axis]! + 1),
    );
    const sums = parts
      .map((p) => {
        const own = spans.map((s, k) => (k === i ? { length: longest, before: p.before } : s));
        return byTurns(p.sequence, p.kernel, own, i);
      })
      .reduce((a, b) => ({ turns: a.turns, made: a.made.map((m, k) => m!.add(b.made[k]!)) }));
    return { turns: sums.turns, made: sums.made.map((m) => m!.slice(axis, 0, length)) };
  });
  const { turns } = rows[0]!;
  return {
    turns: turns.map((t, k) => (k === i ? n : t)),
    made: rows[0]!.made.flatMap((_, k) => rows.map((row) => row.made[k])),
  };
}

/** The whole, of as many elements along each axis as given; at least one part is there. */
export function putTogether({ made, turns }: Turns, lengths: readonly number[]): Expression {
  // turns of the last axis follow one another: they are interleaved first
  let parts = made;
  for (let i = lengths.length - 1; i >= 0; i--) {
    const rows: (Expression | undefined)[] = [];
    for (let k = 0; k < parts.length; k += turns[i]!) {
      const sequences = parts.slice(k, k + turns[i]!);
      rows.push(sequences.some((s) => s) ? interleave(sequences, 2 + i, lengths[i]!) : undefined);
    }
    parts = rows;
  }
  return parts[0]!;
}
