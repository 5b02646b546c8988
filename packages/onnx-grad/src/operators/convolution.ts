import type { Expression } from '../expression.js';
import type { Call, OperatorTable } from '../operator.js';
import { Tensor, type ValueType, sizeOf } from '../tensor.js';
import { biasGradient, weightGradient } from './convolution-weights.js';
import { interleave, interleaveZeros, sequencesOf } from './interleave.js';
import { type Window, reach, slide, windowAttributes, windowsOf } from './window.js';

function convolution(call: Call): { windows: Window[]; group: number; type: ValueType } {
  const [x, w] = [call.input(0), call.input(1)];
  const group = call.number('group', 1);
  if (
    x.dims.length !== w.dims.length ||
    x.dims.length < 3 ||
    x.dims[1] !== w.dims[1]! * group ||
    w.dims[0]! % group
  ) {
    throw call.error(
      `cannot convolve [${x.dims.join(', ')}] with weights [${w.dims.join(', ')}] in ${group} group(s)`,
    );
  }
  const windows = windowsOf(call, x.dims.slice(2), w.dims.slice(2));
  return {
    windows,
    group,
    type: { type: x.type, dims: [x.dims[0]!, w.dims[0]!, ...windows.map((v) => v.output)] },
  };
}

/** Calls `visit(x index, weight index, y index)` for every product that a convolution sums. */
function products(
  windows: readonly Window[],
  [n, channels, filters, group]: [number, number, number, number],
  visit: (x: number, w: number, y: number) => void,
): void {
  const [plane, planeOut, taps] = [
    sizeOf(windows.map((w) => w.input)),
    sizeOf(windows.map((w) => w.output)),
    sizeOf(windows.map((w) => w.kernel)),
  ];
  const [perGroup, filtersPerGroup] = [channels / group, filters / group];
  slide(windows, (o, inputs) => {
    for (let b = 0; b < n; b++) {
      for (let f = 0; f < filters; f++) {
        const y = (b * filters + f) * planeOut + o;
        const first = Math.floor(f / filtersPerGroup) * perGroup;
        for (let c = 0; c < perGroup; c++) {
          for (const t of inputs)
            visit((b * channels + first + c) * plane + t.input, (f * perGroup + c) * taps + t.tap, y);
        }
      }
    }
  });
}

const flip = (w: Expression, axis: number): Expression =>
  w.dims[axis] === 1
    ? w
    : w.gather(
        axis,
        Array.from({ length: w.dims[axis]! }, (_, i) => w.dims[axis]! - 1 - i),
      );

/** Pads an operand's spatial axes (negative amounts crop) so that a convolution after it needs no padding. */
function padSpatial(x: Expression, before: readonly number[], after: readonly number[]): Expression {
  return x.pad([0, 0, ...before], [0, 0, ...after]);
}

/** A stride-1 convolution whose padding may be negative. */
function correlate(
  x: Expression,
  w: Expression,
  before: number[],
  after: number[],
  dilations: number[],
  group: number,
): Expression {
  const negative = [...before, ...after].some((p) => p < 0);
  const clipped = (p: number): number => Math.min(0, p);
  const source = negative ? padSpatial(x, before.map(clipped), after.map(clipped)) : x;
  const pads = [...before, ...after].map((p) => Math.max(0, p));
  return x.builder.apply('Conv', [source, w], { kernel_shape: w.dims.slice(2), dilations, pads, group });
}

/** Weights with the roles of input and output channels exchanged within each group. */
function exchanged(w: Expression, group: number): Expression {
  const [filters, perGroup, ...kernel] = w.dims as [number, number, ...number[]];
  const axes = kernel.map((_, i) => i);
  if (group === 1) return w.transpose([1, 0, ...axes.map((a) => a + 2)]);
  return w
    .reshape([group, filters / group, perGroup, ...kernel])
    .transpose([0, 2, 1, ...axes.map((a) => a + 3)])
    .reshape([group * perGroup, filters / group, ...kernel]);
}

/** The same with the taps reversed. */
const transposedWeights = (w: Expression, group: number): Expression =>
  windowAxes(w).reduce((v, axis) => flip(v, axis), exchanged(w, group));

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
  return correlate(
    dy,
    transposedWeights(w, group),
    before,
    after,
    windows.map((v) => v.dilation),
    group,
  );
}

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
function phasedGradient(
  dy: Expression,
  w: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  const phases = windows.map(phasesOf);
  const lengths = windows.map((v) => Math.ceil(v.input / v.stride));
  const indices = places(phases.map((axis) => axis.length));
  const few = group === 1 && w.dims[1]! * indices.length <= FEWEST_CHANNELS;
  const { made, turns }: Turns =
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

  // turns of the last axis follow one another: they are interleaved first
  let parts = made;
  for (let i = windows.length - 1; i >= 0; i--) {
    const rows: (Expression | undefined)[] = [];
    for (let k = 0; k < parts.length; k += turns[i]!) {
      const sequences = parts.slice(k, k + turns[i]!);
      rows.push(sequences.some((s) => s) ? interleave(sequences, 2 + i, windows[i]!.input) : undefined);
    }
    parts = rows;
  }
  return parts[0]!;
}

/** Parts of a whole, row-major over the axes, and into how many turns each axis is split. */
interface Turns {
  readonly made: readonly (Expression | undefined)[];
  readonly turns: readonly number[];
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
    windows.map(() => 1),
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

/** All places of a grid, row-major. */
const places = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, k) => [...p, k])),
    [[]],
  );

/** Which of them a place is. */
const rank = (place: readonly number[], sizes: readonly number[]): number =>
  place.reduce((sum, p, i) => sum * sizes[i]! + p, 0);

const padAxis = (x: Expression, axis: number, before: number, after: number): Expression => {
  const along = (n: number): number[] => x.dims.map((_, i) => (i === axis ? n : 0));
  return x.pad(along(before), along(after));
};

/** Along one axis: how many elements a correlation is to have, and how far before its first one it reads. */
interface Span {
  readonly length: number;
  readonly before: number;
}

/**
 * A correlation of stride 1, in as many turns along each axis as the sequences that its input was put together from
 * there: each turn is a sum of correlations of the sequences with every n-th tap of the kernel.
 */
function byTurns(x: Expression, kernel: Expression, spans: readonly Span[], done = spans.length): Turns {
  const i = done - 1;
  if (i < 0) {
    const before = spans.map((s) => s.before);
    const after = spans.map((s, k) => s.length - x.dims[2 + k]! - s.before + kernel.dims[2 + k]! - 1);
    return {
      made: [
        correlate(
          x,
          kernel,
          before,
          after,
          spans.map(() => 1),
          1,
        ),
      ],
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
    windows.map(() => 1),
    group,
  );
  const spread = windows.reduce((x, v, i) => interleaveZeros(x, 2 + i, v.stride), dense);
  const before = windows.map((v) => -v.before);
  return padSpatial(
    spread,
    before,
    windows.map((v, i) => v.input - before[i]! - v.output * v.stride),
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

function inputGradient(dy: Expression, w: Expression, windows: readonly Window[], group: number): Expression {
  if (windows.every((v) => v.stride === 1)) return strideOneGradient(dy, w, windows, group);
  if (windows.every((v) => v.kernel === 1)) return pointwiseStridedGradient(dy, w, windows, group);
  if (windows.every((v) => v.dilation === 1)) return phasedGradient(dy, w, windows, group);
  return transposedGradient(dy, w, windows, group);
}

function transposedConvolution(call: Call): { windows: Window[]; group: number; type: ValueType } {
  const [x, w] = [call.input(0), call.input(1)];
  const group = call.number('group', 1);
  const rank = x.dims.length - 2;
  const [ones, zeros] = [new Array<number>(rank).fill(1), new Array<number>(rank).fill(0)];
  const strides = call.ints('strides', ones);
  const dilations = call.ints('dilations', ones);
  const extra = call.ints('output_padding', zeros);
  const pads = call.ints('pads', [...zeros, ...zeros]);
  const shape = call.ints('output_shape', []);
  const auto = call.text('auto_pad', 'NOTSET');
  const windows = x.dims.slice(2).map((output, i): Window => {
    const base = { output, kernel: w.dims[i + 2]!, stride: strides[i]!, dilation: dilations[i]! };
    const full = (output - 1) * base.stride + base.dilation * (base.kernel - 1) + 1 + extra[i]!;
    if (shape.length || auto.startsWith('SAME')) {
      const input = shape[i] ?? output * base.stride;
      const total = Math.max(0, full - input);
      const before = auto === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
      return { ...base, before, after: total - before, input };
    }
    return { ...base, before: pads[i]!, after: pads[i + rank]!, input: full - pads[i]! - pads[i + rank]! };
  });
  if (x.dims[1] !== w.dims[0]) {
    throw call.error(`cannot convolve [${x.dims.join(', ')}] with weights [${w.dims.join(', ')}]`);
  }
  const dims = [x.dims[0]!, w.dims[1]! * group, ...windows.map((v) => v.input)];
  return { windows, group, type: { type: x.type, dims } };
}

const constantWeights = (call: Call, wants: (i: number) => boolean): void => {
  if (wants(1) || wants(2)) throw call.error('has weights that depend on the image, which is not supported');
};

export const convolutions: OperatorTable = {
  Conv: {
    infer: (call) => [convolution(call).type],
    evaluate: (call, [x, w, bias]) => {
      const { windows, group, type } = convolution(call);
      const out = new Float64Array(sizeOf(type.dims));
      const plane = sizeOf(type.dims.slice(2));
      if (bias)
        for (let i = 0; i < out.length; i++) out[i] = bias.numbers[Math.floor(i / plane) % type.dims[1]!]!;
      products(windows, [x!.dims[0]!, x!.dims[1]!, type.dims[1]!, group], (i, k, o) => {
        out[o]! += x!.numbers[i]! * w!.numbers[k]!;
      });
      return [Tensor.of(type.type, type.dims, out)];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      const { windows, group } = convolution(call);
      return [
        wants(0) ? inputGradient(cotangent, inputs[1]!, windows, group) : undefined,
        wants(1) ? weightGradient(inputs[0]!, cotangent, windows, group) : undefined,
        wants(2) ? biasGradient(cotangent) : undefined,
      ];
    },
  },
  // the transpose of a convolution from its output (windows' input) to its input (windows' output)
  ConvTranspose: {
    infer: (call) => [transposedConvolution(call).type],
    evaluate: (call, [x, w, bias]) => {
      const { windows, group, type } = transposedConvolution(call);
      const out = new Float64Array(sizeOf(type.dims));
      const plane = sizeOf(type.dims.slice(2));
      if (bias)
        for (let i = 0; i < out.length; i++) out[i] = bias.numbers[Math.floor(i / plane) % type.dims[1]!]!;
      products(windows, [x!.dims[0]!, type.dims[1]!, x!.dims[1]!, group], (i, k, o) => {
        out[i]! += x!.numbers[o]! * w!.numbers[k]!;
      });
      return [Tensor.of(type.type, type.dims, out)];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      constantWeights(call, wants);
      const { windows, group } = transposedConvolution(call);
      // a convolution's own output may be longer than asked where the output padding made room: crop it
      const after = windows.map((v) =>
        Math.max(0, (v.output - 1) * v.stride + reach(v) + 1 - v.before - v.input),
      );
      const dx = cotangent.builder.apply('Conv', [cotangent, inputs[1]!], {
        ...windowAttributes(windows.map((v, i) => ({ ...v, after: after[i]! }))),
        group,
      });
      return [windows.reduce((d, v, i) => d.slice(2 + i, 0, v.output), dx)];
    },
  },
};
