import type { Expression } from '../ad/expression.js';
import { type Window, reach, windowAttributes } from '../graph/window.js';
import { toBlocks } from '../ort/blocked.js';
import {
  correlate,
  correlateByPhase,
  exchangeChannels,
  interleavePhases,
  padSpatial,
} from '../ort/correlation.js';
import { interleaveZeros, mapSequences } from '../ort/interleave.js';
import { stridedGradient } from '../ort/strided-convolution.js';

const flip = (w: Expression, axis: number): Expression =>
  w.dims[axis] === 1
    ? w
    : w.gather(
        axis,
        Array.from({ length: w.dims[axis]! }, (_, i) => w.dims[axis]! - 1 - i),
      );

/** The same with the taps reversed. */
const transposedWeights = (w: Expression, group: number): Expression =>
  windowAxes(w).reduce((v, axis) => flip(v, axis), exchangeChannels(w, group));

const windowAxes = (w: Expression): number[] => w.dims.slice(2).map((_, i) => i + 2);

/**
 * Cotangent of a convolution's input: at stride 1 a convolution of the output's cotangent with the transposed,
 * reversed weights.
 */
function strideOneGradient(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  const before = windows.map((v) => reach(v) - v.before);
  const after = windows.map((v, i) => v.input - v.output + reach(v) - before[i]!);
  const kernel = transposedWeights(w, group);
  // what was interleaved from sequences need not be, where the convolution leaves fewer channels to interleave
  const fewer = group === 1 && 2 * w.dims[1]! <= w.dims[0]! && windows.every((v) => v.dilation === 1);
  if (fewer) {
    // where it has one tap, along both axes
    const isPointwise = windows.every((v) => v.kernel === 1 && v.before === 0 && v.after === 0);
    const inParts = isPointwise && mapSequences(dy, (part) => correlate(part, kernel, [0, 0], [0, 0]));
    if (inParts) return inParts;
    const spans = windows.map((v, i) => ({ length: v.input, before: before[i]! }));
    return interleavePhases(
      correlateByPhase(dy, kernel, spans),
      windows.map((v) => v.input),
    );
  }
  return correlate(
    dy,
    kernel,
    before,
    after,
    group,
    windows.map((v) => v.dilation),
  );
}

/** A kernel of one tap at a larger stride touches one phase alone: the rest is zeros. */
function pointwiseStridedGradient(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  const dense = correlate(
    dy,
    transposedWeights(w, group),
    windows.map(() => 0),
    windows.map(() => 0),
    group,
  );
  const spread = windows.reduce((x, v, i) => interleaveZeros(x, 2 + i, v.stride), dense);
  const before = windows.map((v) => -v.before);
  // what it is added to comes in blocks as a rule
  return toBlocks(
    padSpatial(
      spread,
      before,
      windows.map((v, i) => v.input - before[i]! - v.output * v.stride),
    ),
  );
}

function transposedGradient(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  const outputPadding = windows.map(
    (v) => v.input - ((v.output - 1) * v.stride + reach(v) + 1 - v.before - v.after),
  );
  return dy.builder.apply('ConvTranspose', [dy, w], {
    ...windowAttributes(windows),
    output_padding: outputPadding,
    group,
  });
}

/** Cotangent of a convolution's input. */
export function inputGradient(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  if (windows.every((v) => v.stride === 1)) return strideOneGradient(dy, w, windows, group);
  if (windows.every((v) => v.kernel === 1)) return pointwiseStridedGradient(dy, w, windows, group);
  if (windows.every((v) => v.dilation === 1)) return stridedGradient(dy, w, windows, group);
  return transposedGradient(dy, w, windows, group);
}
