import type { Expression } from '../ad/expression.js';
import { type Window, overhang, reach, windowAttributes } from '../graph/window.js';
import { isBlocked } from '../ort/blocked.js';
import { interleave } from '../ort/interleave.js';
import { noteMasked } from '../ort/masked.js';
import { type MaxPoolStage, blockedStageGradient } from '../ort/max-pool.js';
import { isRectified, rectifiedGradient } from '../ort/rectified.js';

/** Below every activation: what padding of a max-pool's input is filled with. */
const LOWEST = -3e38;

/**
 * Cotangent of a max-pool's input. Separable: the maximum over columns of each row, then over rows. Of each window's
 * elements the first row that holds the maximum takes the cotangent, and in it the first column: the element that
 * PyTorch picks too. Without indices, which not every execution provider's MaxPool can give.
 */
export function maxPoolGradient(
  x: Expression,
  y: Expression,
  dy: Expression,
  windows: readonly Window[],
  isOnlyReader: boolean,
): Expression {
  // where a rectifier comes before it, and nothing between, the rectifier's mask is cheaper after the pool than before
  const early = isOnlyReader && isRectified(x);
  const cotangent = stageByStage(x, y, early ? rectifiedGradient(y, dy) : dy, windows);
  if (early) noteMasked(cotangent, x);
  return cotangent;
}

/** A max-pool's cotangents, where they belong in its input. */
function stageByStage(x: Expression, y: Expression, dy: Expression, windows: readonly Window[]): Expression {
  const pooled = windows.flatMap((w, i) => (w.kernel === 1 && w.stride === 1 ? [] : [i]));
  const stages: MaxPoolStage[] = [];
  let input = x;
  for (const i of pooled.reverse()) {
    const output = i === pooled.at(-1) ? y : poolAlong(input, i, windows);
    stages.push({ x: input, y: output, axis: i + 2, window: windows[i]! });
    input = output;
  }
  const inBlocks = isBlocked(x) && isRectified(x) && windows.every((w) => w.dilation === 1);
  const rule = inBlocks ? blockedStageGradient : stageGradient;
  return stages.reduceRight((cotangent, stage) => rule(stage, cotangent), dy);
}

/** A max-pool along spatial axis `i` alone. */
function poolAlong(x: Expression, i: number, windows: readonly Window[]): Expression {
  const still = { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };
  const only = windows.map((w, k) => (k === i ? { ...w, after: overhang(w) } : { ...w, ...still }));
  return x.builder.apply('MaxPool', [x], windowAttributes(only));
}

/** Where it is not in blocks: equality is tested tap by tap, and what is left over belongs to the last tap. */
function stageGradient({ x, y, axis, window: w }: MaxPoolStage, dy: Expression): Expression {
  const along = (value: number): number[] => x.dims.map((_, i) => (i === axis ? value : 0));
  const touched = (w.output - 1) * w.stride + reach(w) + 1;
  const padded = x.pad(along(w.before), along(touched - w.before - w.input), LOWEST);
  const taken: Expression[] = [];
  let rest = dy;
  for (let tap = 0; tap < w.kernel - 1; tap++) {
    const start = tap * w.dilation;
    const elements = padded.slice(axis, start, start + (w.output - 1) * w.stride + 1, w.stride);
    const part = rest.mul(elements.sub(y).isZeroFromBelow());
    taken.push(part);
    rest = rest.sub(part);
  }
  taken.push(rest);
  return scatterTaps(taken, axis, w);
}

/** Adds up what each tap of a window contributes to the input: tap t of position o goes to o · stride + t · dilation. */
export function scatterTaps(parts: readonly Expression[], axis: number, w: Window): Expression {
  const rank = parts[0]!.rank;
  const along = (value: number): number[] => Array.from({ length: rank }, (_, i) => (i === axis ? value : 0));
  const length = w.output + Math.floor(reach(w) / w.stride);
  const phases: (Expression | undefined)[] = Array.from({ length: w.stride });
  parts.forEach((part, tap) => {
    const offset = tap * w.dilation;
    const shift = Math.floor(offset / w.stride);
    const moved = part.pad(along(shift), along(length - w.output - shift));
    const phase = offset % w.stride;
    phases[phase] = phases[phase]?.add(moved) ?? moved;
  });
  const whole = interleave(phases, axis, length * w.stride);
  return whole.pad(along(-w.before), along(w.input + w.before - whole.dims[axis]!));
}
