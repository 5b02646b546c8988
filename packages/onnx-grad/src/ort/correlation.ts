import type { Expression } from '../ad/expression.js';
import { interleave, sequencesOf } from './interleave.js';

/** Pads an operand's spatial axes (negative amounts crop) so that a convolution after it needs no padding. */
export function padSpatial(x: Expression, before: readonly number[], after: readonly number[]): Expression {
  return x.pad([0, 0, ...before], [0, 0, ...after]);
}

/** Pads one axis. */
export const padAxis = (x: Expression, axis: number, before: number, after: number): Expression => {
  const along = (n: number): number[] => x.dims.map((_, i) => (i === axis ? n : 0));
  return x.pad(along(before), along(after));
};

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

/** Weights with the roles of input and output channels exchanged within each group. */
export function exchangeChannels(w: Expression, group: number): Expression {
  const [filters, perGroup, ...kernel] = w.dims as [number, number, ...number[]];
  const axes = kernel.map((_, i) => i);
  if (group === 1) return w.transpose([1, 0, ...axes.map((a) => a + 2)]);
  return w
    .reshape([group, filters / group, perGroup, ...kernel])
    .transpose([0, 2, 1, ...axes.map((a) => a + 3)])
    .reshape([group * perGroup, filters / group, ...kernel]);
}

/**
 * The phases of a value: along each axis, phase p of n holds the elements p, p + n, p + 2n, …. They are listed
 * row-major over the axes; undefined stands for zeros.
 */
export interface Phases {
  readonly parts: readonly (Expression | undefined)[];
  /** How many each axis has. */
  readonly counts: readonly number[];
}

/** The positions of a grid, row-major. */
export const gridPositions = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, k) => [...p, k])),
    [[]],
  );

/** Which of them a position is. */
export const flatIndex = (position: readonly number[], sizes: readonly number[]): number =>
  position.reduce((sum, p, i) => sum * sizes[i]! + p, 0);

/** Along one axis: how many elements a correlation is to have, and how far before its first one it reads. */
interface Span {
  readonly length: number;
  readonly before: number;
}

/**
 * A correlation of stride 1, in as many phases along each axis as the sequences that its input was interleaved from
 * there: each phase is a sum of correlations of the sequences with every n-th tap of the kernel.
 */
export function correlateByPhase(
  x: Expression,
  kernel: Expression,
  spans: readonly Span[],
  axes = spans.length,
): Phases {
  const i = axes - 1;
  if (i < 0) {
    const before = spans.map((s) => s.before);
    const after = spans.map((s, k) => s.length - x.dims[2 + k]! - s.before + kernel.dims[2 + k]! - 1);
    return { parts: [correlate(x, kernel, before, after)], counts: spans.map(() => 1) };
  }
  const axis = 2 + i;
  const sequences = sequencesOf(x, axis);
  if (!sequences) return correlateByPhase(x, kernel, spans, i);
  const n = sequences.length;
  const span = spans[i]!;
  const length = Math.ceil(span.length / n);
  const extent = kernel.dims[axis]!;
  // with a tap of zeros to choose: the runtime takes a Pad before a convolution for one of its input, even of its weights
  const extended = padAxis(kernel, axis, 0, 1);
  const rows = Array.from({ length: n }, (_, phase) => {
    const terms = sequences.flatMap((sequence, q) => {
      // tap t of output m · n + phase reads element m · n + phase − before + t: of this sequence, every n-th
      const first = (((q + span.before - phase) % n) + n) % n;
      const taps: number[] = [];
      for (let t = first; t < extent; t += n) taps.push(t);
      if (taps.length === 0) return [];
      const ahead = (phase - span.before + first - q) / n;
      // a kernel that reaches far enough needs no cropped input
      const zeros = new Array<number>(Math.max(0, ahead)).fill(extent);
      return [{ sequence, kernel: extended.gather(axis, [...zeros, ...taps]), before: Math.max(0, -ahead) }];
    });
    const longest = Math.max(
      length,
      ...terms.map((t) => t.sequence.dims[axis]! + t.before - t.kernel.dims[axis]! + 1),
    );
    const sum = terms
      .map((term) => {
        const own = spans.map((s, k) => (k === i ? { length: longest, before: term.before } : s));
        return correlateByPhase(term.sequence, term.kernel, own, i);
      })
      .reduce((a, b) => ({ counts: a.counts, parts: a.parts.map((p, k) => p!.add(b.parts[k]!)) }));
    return { counts: sum.counts, parts: sum.parts.map((p) => p!.slice(axis, 0, length)) };
  });
  const { counts } = rows[0]!;
  return {
    counts: counts.map((count, k) => (k === i ? n : count)),
    parts: rows[0]!.parts.flatMap((_, k) => rows.map((row) => row.parts[k])),
  };
}

/** The whole of which these are the phases, of as many elements along each axis as given; one of them is there. */
export function interleavePhases({ parts, counts }: Phases, lengths: readonly number[]): Expression {
  // phases of the last axis follow one another: they are interleaved first
  let wholes = parts;
  for (let i = lengths.length - 1; i >= 0; i--) {
    const rows: (Expression | undefined)[] = [];
    for (let k = 0; k < wholes.length; k += counts[i]!) {
      const sequences = wholes.slice(k, k + counts[i]!);
      rows.push(sequences.some((s) => s) ? interleave(sequences, 2 + i, lengths[i]!) : undefined);
    }
    wholes = rows;
  }
  return wholes[0]!;
}
