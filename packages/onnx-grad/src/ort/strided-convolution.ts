import type { Expression } from '../ad/expression.js';
import type { Window } from '../graph/window.js';
import {
  type Phases,
  correlate,
  correlateByPhase,
  exchangeChannels,
  flatIndex,
  gridPositions,
  interleavePhases,
  padAxis,
} from './correlation.js';

/** What feeds the input positions of one remainder by the stride, along one axis. */
interface Phase {
  /** The kernel's taps that reach them, the last first. */
  readonly taps: readonly number[];
  /** How far before a position's own window the first of them reads. */
  readonly before: number;
}

/** Position m · stride + r lies r + before behind the start of window m, and so under every stride-th tap. */
function phasesOf(v: Window): Phase[] {
  return Array.from({ length: v.stride }, (_, r) => {
    const first = (r + v.before) % v.stride;
    const taps: number[] = [];
    for (let t = first; t < v.kernel; t += v.stride) taps.unshift(t);
    return { taps, before: taps.length - 1 - Math.floor((r + v.before) / v.stride) };
  });
}

/** Fewer channels than this are padded to as many by blocked convolutions: phases then share a convolution. */
const FEWEST_CHANNELS = 16;

/**
 * Cotangent of the input of a convolution of a larger stride s. Input positions fall into s phases along each axis, each
 * fed by every s-th tap alone: a stride-1 convolution for each phase makes them, and they are interleaved. No arithmetic
 * is spent on the zeros that a transposed convolution would insert.
 */
export function stridedGradient(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  const phases = windows.map(phasesOf);
  const lengths = windows.map((v) => Math.ceil(v.input / v.stride));
  const positions = gridPositions(phases.map((axis) => axis.length));
  const few = group === 1 && w.dims[1]! * positions.length <= FEWEST_CHANNELS;
  const all: Phases =
    few && phases.flat().every((p) => p.taps.length > 0)
      ? phasesTogether(dy, w, windows, phases, positions, lengths)
      : {
          parts: positions.map((position) => {
            const own = position.map((k, i) => phases[i]![k]!);
            return onePhase(dy, w, windows, own, lengths, group);
          }),
          counts: windows.map((v) => v.stride),
        };
  return interleavePhases(
    all,
    windows.map((v) => v.input),
  );
}

/** One phase's input positions; undefined where no tap reaches them. */
function onePhase(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  phase: readonly Phase[],
  lengths: readonly number[],
  group: number,
): Expression | undefined {
  if (phase.some((p) => p.taps.length === 0)) return undefined;
  const before = phase.map((p) => p.before);
  return correlate(
    dy,
    exchangeChannels(
      phase.reduce((v, p, i) => v.gather(2 + i, p.taps), w),
      group,
    ),
    before,
    phase.map((p, i) => lengths[i]! - windows[i]!.output - before[i]! + p.taps.length - 1),
    group,
  );
}

/**
 * All phases as channels of one convolution, whose kernel is as long as the longest needs; of several, where the
 * cotangent was interleaved from sequences along an axis: they are convolved as they are, and their phases are
 * interleaved with these instead, which have fewer channels.
 */
function phasesTogether(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  phases: readonly (readonly Phase[])[],
  positions: readonly (readonly number[])[],
  lengths: readonly number[],
): Phases {
  const before = phases.map((axis) => Math.max(...axis.map((p) => p.before)));
  const extents = phases.map((axis, i) =>
    Math.max(...axis.map((p) => before[i]! - p.before + p.taps.length)),
  );
  const kernels = positions.map((position) =>
    position.reduce(
      (v, k, i) => {
        const { taps, before: own } = phases[i]![k]!;
        const start = before[i]! - own;
        return padAxis(v.gather(2 + i, taps), 2 + i, start, extents[i]! - start - taps.length);
      },
      exchangeChannels(w, 1),
    ),
  );
  const spans = lengths.map((length, i) => ({ length, before: before[i]! }));
  const joined = correlateByPhase(dy, w.builder.concat(kernels, 0), spans);
  const channels = w.dims[1]!;
  const strides = windows.map((v) => v.stride);
  const counts = joined.counts.map((n, i) => n * strides[i]!);
  const parts = gridPositions(counts).map((position) => {
    const outer = position.map((p, i) => Math.floor(p / strides[i]!));
    const inner = position.map((p, i) => p % strides[i]!);
    const k = flatIndex(inner, strides);
    return joined.parts[flatIndex(outer, joined.counts)]!.slice(1, k * channels, (k + 1) * channels);
  });
  return { parts, counts };
}
