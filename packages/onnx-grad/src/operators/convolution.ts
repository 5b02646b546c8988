import { Tensor, type ValueType, sizeOf } from '../graph/tensor.js';
import { type Window, reach, windowAttributes } from '../graph/window.js';
import { inputGradient } from './convolution-input.js';
import { biasGradient, weightGradient } from './convolution-weights.js';
import type { Call, OperatorTable } from './operator.js';
import { checkWindow, slide, windowsOf } from './window.js';

function convolution(call: Call): { windows: Window[]; group: number; type: ValueType } {
  const [x, w] = [call.input(0), call.input(1)];
  const group = call.number('group', 1);
  if (
    x.dims.length !== w.dims.length ||
    x.dims.length < 3 ||
    !(group > 0) ||
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
  if (x.dims[1] !== w.dims[0] || !(group > 0) || x.dims[1]! % group) {
    throw call.error(
      `cannot convolve [${x.dims.join(', ')}] with weights [${w.dims.join(', ')}] in ${group} group(s)`,
    );
  }
  for (const w of windows) {
    if (!(w.stride > 0 && w.dilation > 0 && w.kernel > 0))
      throw call.error('has a stride, dilation or kernel that is not positive');
    checkWindow(call, w);
  }
  const dims = [x.dims[0]!, w.dims[1]! * group, ...windows.map((v) => v.input)];
  return { windows, group, type: { type: x.type, dims } };
}

export const convolutions: OperatorTable = {
  Conv: {
    blocked: 'makes',
    channels: 'second',
    // weights (filters, channels of a group, …kernel)
    multiplications: (call) => sizeOf(call.dims(1).slice(1)),
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
    channels: 'second',
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
      call.fixed(wants, [1, 2], 'weights');
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
