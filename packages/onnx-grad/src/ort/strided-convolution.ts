import type { Expression } from '../ad/expression.js';
import { exchanged } from '../operators/convolution-weights.js';
import { type Turns, byTurns, correlate, padAxis, places, putTogether, rank } from './correlation.js';
import type { Window } from '../operators/window.js';

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
 * At a larger stride s, input positions fall into s phases along each axis, each fed by every s-th tap alone: a
 * stride-1 convolution for each phase makes them, and they are interleaved. No arithmetic is spent on the zeros that a
 * transposed convolution would insert.
 */
export function phasedGradient(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  const phases = windows.map(phasesOf);
  const lengths = windows.map((v) => Math.ceil(v.input / v.stride));
  const indices = places(phases.map((axis) => axis.length));
  const few = group === 1 && w.dims[1]! * indices.length <= FEWEST_CHANNELS;
  const parts: Turns =
    few && phases.flat().every((p) => p.taps.length > 0)
      ? togetherMade(dy, w, windows, phases, indices, lengths)
      : {
          made: indices.map((index) =>
            phaseMade(
              dy,
              w,
              windows,
              index.map((k, i) => phases[i]![k]!),
              lengths,
              group,
            ),
          ),
          turns: windows.map((v) => v.stride),
        };

  return putTogether(
    parts,
    windows.map((v) => v.input),
  );
}

/** One phase's input positions; undefined where no tap reaches them. */
function phaseMade(
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
    exchanged(
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
 * cotangent was put together from sequences along an axis: they are convolved as they are, and the phases of more
 * turns are put together instead, which have fewer channels.
 */
function togetherMade(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  phases: readonly (readonly Phase[])[],
  indices: readonly (readonly number[])[],
  lengths: readonly number[],
): Turns {
  const before = phases.map((axis) => Math.max(...axis.map((p) => p.before)));
  const extents = phases.map((axis, i) =>
    Math.max(...axis.map((p) => before[i]! - p.before + p.taps.length)),
  );
  const kernels = indices.map((index) =>
    index.reduce(
      (v, k, i) => {
        const { taps, before: own } = phases[i]![k]!;
        const start = before[i]! - own;
        return padAxis(v.gather(2 + i, taps), 2 + i, start, extents[i]! - start - taps.length);
      },
      exchanged(w, 1),
    ),
  );
  const spans = lengths.map((length, i) => ({ length, before: before[i]! }));
  const { made, turns } = byTurns(dy, w.builder.concat(kernels, 0), spans);
  const channels = w.dims[1]!;
  const strides = windows.map((v) => v.stride);
  const all = turns.map((n, i) => n * strides[i]!);
  return {
    turns: all,
    made: places(all).map((place) => {
      const joined =
        made[
          rank(
            place.map((p, i) => Math.floor(p / strides[i]!)),
            turns,
          )
        ]!;
      const k = rank(
        place.map((p, i) => p % strides[i]!),
        strides,
      );
      return joined.slice(1, k * channels, (k + 1) * channels);
    }),
  };
}
