import type { Expression } from '../ad/expression.js';
import type { Window } from '../graph/window.js';
import { depthwise, toBlocks } from './blocked.js';
import { interleave } from './interleave.js';

/** One axis of a separable max-pool: the maxima of `x` along `axis` are `y`. */
export interface MaxPoolStage {
  readonly x: Expression;
  readonly y: Expression;
  readonly axis: number;
  readonly window: Window;
}

/**
 * Where convolutions are blocked and the input is a rectifier's output: taps are read, compared and put back by
 * depthwise convolutions of one or two taps, which stay in the blocked layout, pad for themselves and take a sum and a
 * step function along. Their padding is zero, which is no maximum of a window that holds anything above zero; what a
 * window of zeros passes back, wherever to, the rectifier stops.
 *
 * `rest[t]` is what taps 0 … t−1 have left: of tap t's part, rest[t] − rest[t+1], the sum is taken as it is put back.
 */
export function blockedStageGradient({ x, y, axis, window: w }: MaxPoolStage, dy: Expression): Expression {
  const taps = Array.from({ length: w.kernel }, (_, t) => t);
  const rest = taps
    .slice(1)
    .reduce((left, t) => [...left, left[t - 1]!.mul(isLess(x, y, t - 1, axis, w))], [toBlocks(dy)]);
  return scatter(rest, axis, w);
}

/** 1 where a window's element `tap` is below the maximum of what follows it, given that none before it is that. */
function isLess(x: Expression, y: Expression, tap: number, axis: number, w: Window): Expression {
  const read = (kernel: readonly number[]): Expression => readTaps(x, kernel, axis, w);
  const at = (position: number, value: number): number[] =>
    Array.from({ length: w.kernel }, (_, t) => (t === position ? value : 0));
  if (tap === w.kernel - 2) return read(at(tap, -1).map((v, t) => v + at(tap + 1, 1)[t]!)).isPositive();
  return depthwise(read(at(tap, -1)).add(y), [1], axis).isPositive();
}

/** A depthwise convolution as a window goes, of no more taps than it needs. */
function readTaps(x: Expression, kernel: readonly number[], axis: number, w: Window): Expression {
  const from = Math.min(
    w.before,
    kernel.findIndex((v) => v !== 0),
  );
  const before = w.before - from;
  // as many taps behind the last as keep the number of windows without cropping the input
  const used = Math.max(...kernel.map((v, t) => (v !== 0 ? t + 1 : 0))) - from;
  const missing = (taps: number): number => (w.output - 1) * w.stride + taps - before - w.input;
  let taps = used;
  while (missing(taps) <= -w.stride) taps++;
  const own = Array.from({ length: taps }, (_, t) => kernel[from + t] ?? 0);
  return depthwise(x, own, axis, { stride: w.stride, before, after: Math.max(0, missing(taps)) });
}

/**
 * Puts parts back where they were read: the part of tap t of window o belongs to o · stride + t − before. By the
 * remainder of that a tap belongs to one of `stride` phases, each a convolution; phases are interleaved.
 */
function scatter(rest: readonly Expression[], axis: number, w: Window): Expression {
  const length = Math.ceil(w.input / w.stride);
  const phases = Array.from({ length: w.stride }, (_, phase) => {
    let sum: Expression | undefined;
    rest.forEach((left, t) => {
      // tap t takes rest[t], and tap t − 1 gives it away
      const shifts = new Map<number, number>();
      for (const [tap, sign] of [
        [t, 1],
        [t - 1, -1],
      ] as const) {
        const offset = tap - w.before;
        if (tap < 0 || offset - w.stride * Math.floor(offset / w.stride) !== phase) continue;
        const shift = Math.floor(offset / w.stride);
        shifts.set(shift, (shifts.get(shift) ?? 0) + sign);
      }
      const used = [...shifts].filter(([, sign]) => sign !== 0);
      if (used.length === 0) return;
      // a kernel that reaches far enough needs no cropped input
      const least = Math.min(length - w.output, ...used.map(([s]) => s));
      const most = Math.max(0, ...used.map(([s]) => s));
      const kernel = Array.from({ length: most - least + 1 }, (_, j) => shifts.get(most - j) ?? 0);
      const part = depthwise(left, kernel, axis, { before: most, after: length - w.output - least });
      sum = sum?.add(part) ?? part;
    });
    return sum;
  });
  return interleave(phases, axis, w.input);
}
