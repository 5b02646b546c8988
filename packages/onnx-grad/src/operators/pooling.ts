import type { Expression } from '../ad/expression.js';
import { Tensor, type ValueType, sizeOf, largest } from '../graph/tensor.js';
import { type Window, reach } from '../graph/window.js';
import { interleaveZeros } from '../ort/interleave.js';
import { maxPoolGradient } from './max-pool.js';
import type { Call, OperatorTable, Primitive } from './operator.js';
import { largestPlaces } from './unpool.js';
import { windowSums } from './window-sums.js';
import { pool, slide, windowsOf } from './window.js';

function pooling(call: Call): { windows: Window[]; type: ValueType } {
  const dims = call.dims(0);
  const windows = windowsOf(call, dims.slice(2), call.ints('kernel_shape'));
  return {
    windows,
    type: { type: call.input(0).type, dims: [dims[0]!, dims[1]!, ...windows.map((w) => w.output)] },
  };
}

/** How many elements an average is over, for each window. */
function counts(call: Call, windows: readonly Window[]): Float64Array {
  const out = new Float64Array(sizeOf(windows.map((w) => w.output)));
  const declared = call.number('count_include_pad', 0) === 1;
  const pads = call.ints('pads', new Array<number>(2 * windows.length).fill(0));
  // padding counts where it is asked for, but not what a ceil-mode window overhangs
  const counted = declared
    ? windows.map((w, i) => {
        const after = call.text('auto_pad', 'NOTSET') === 'NOTSET' ? pads[i + windows.length]! : w.after;
        return { ...w, input: w.input + w.before + after, before: 0 };
      })
    : windows;
  slide(counted, (o, taps) => (out[o] = taps.length));
  return out;
}

function overAxes(call: Call): number[] {
  return call.dims(0).flatMap((_, i) => (i < 2 ? [] : [i]));
}

/** Reduces all spatial axes to 1. */
function global(reduce: (values: number[]) => number, rule: Primitive['gradient']): Primitive {
  return {
    channelwise: true,
    channels: 'second',
    infer: (call) => [{ type: call.input(0).type, dims: call.dims(0).map((d, i) => (i < 2 ? d : 1)) }],
    evaluate: (_, [x], [type]) => {
      const plane = sizeOf(x!.dims.slice(2));
      const planes = x!.size / plane;
      return [
        Tensor.of(
          type!.type,
          type!.dims,
          Array.from({ length: planes }, (_, p) =>
            reduce([...x!.numbers.subarray(p * plane, (p + 1) * plane)]),
          ),
        ),
      ];
    },
    gradient: rule,
  };
}

const total = (values: number[]): number => values.reduce((sum, v) => sum + v, 0);

export const poolings: OperatorTable = {
  MaxPool: {
    channelwise: true,
    channels: 'second',
    rectified: 'keeps',
    blocked: 'keeps',
    infer: (call) => {
      const { type } = pooling(call);
      return [type, { type: 'int64', dims: type.dims }];
    },
    evaluate: (call, [x], [type]) => {
      const { windows } = pooling(call);
      const peaks = pool(x!, type!, windows, largest);
      return call.node.outputs[1] ? [peaks, largestPlaces(call, x!, type!, windows)] : [peaks];
    },
    gradient: ({ call, inputs, outputs, cotangents, isOnlyReader }) => {
      const [cotangent] = cotangents;
      if (!cotangent) return [];
      return [
        // of quantized values too
        maxPoolGradient(
          inputs[0]!.cast(cotangent.type),
          outputs[0]!.cast(cotangent.type),
          cotangent,
          pooling(call).windows,
          isOnlyReader(0),
        ),
      ];
    },
  },
  AveragePool: {
    channelwise: true,
    channels: 'second',
    blocked: 'keeps',
    infer: (call) => [pooling(call).type],
    evaluate: (call, [x], [type]) => {
      const { windows } = pooling(call);
      const count = counts(call, windows);
      return [pool(x!, type!, windows, (v, o) => total(v) / count[o]!)];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const { windows } = pooling(call);
      const count = counts(call, windows);
      const b = cotangent.builder;
      const kernel = sizeOf(windows.map((w) => w.kernel));
      const uniform = count.every((c) => c === count[0]);
      const weight = uniform
        ? b.scalar(kernel / count[0]!, cotangent.type)
        : b.constant(
            Tensor.of(
              cotangent.type,
              [1, 1, ...windows.map((w) => w.output)],
              count.map((c) => kernel / c),
            ),
          );
      const dy = uniform && count[0] === kernel ? cotangent : cotangent.mul(weight);
      return [spreadWindows(dy, windows, inputs[0]!.dims, kernel)];
    },
  },
  GlobalAveragePool: global(
    (v) => total(v) / v.length,
    ({ inputs, cotangent }) => {
      const dims = inputs[0]!.dims;
      return [cotangent.mul(1 / sizeOf(dims.slice(2))).expand(dims)];
    },
  ),
  GlobalMaxPool: global(largest, ({ call, inputs, outputs, cotangent }) => {
    const mask = inputs[0]!.equal(outputs[0]!).cast(cotangent.type);
    return [mask.mul(cotangent.div(mask.sum(overAxes(call), true)))];
  }),
};

/** Each input element's sum of the cotangents of the windows that hold it, divided by the kernel's size. */
function spreadWindows(
  dy: Expression,
  windows: readonly Window[],
  dims: readonly number[],
  kernel: number,
): Expression {
  if (
    windows.every(
      (w) => w.dilation === 1 && w.kernel === w.stride && w.before === 0 && w.output * w.stride === w.input,
    )
  ) {
    const [n, c] = dims as [number, number];
    const blocks = windows.flatMap((w) => [w.output, 1]);
    const expanded = windows.flatMap((w) => [w.output, w.stride]);
    return dy
      .mul(1 / kernel)
      .reshape([n, c, ...blocks])
      .expand([n, c, ...expanded])
      .reshape(dims);
  }
  const spread = windows.reduce((x, w, i) => interleaveZeros(x, 2 + i, w.stride), dy);
  const before = windows.map((w) => reach(w) - w.before);
  const after = windows.map((w, i) => w.input + reach(w) - before[i]! - spread.dims[2 + i]!);
  const padded = spread.pad([0, 0, ...before], [0, 0, ...after]);
  if (windows.some((w) => w.dilation !== 1)) {
    const each = windows.map((w) => ({ ...w, stride: 1 }));
    return windowSums(padded, each).mul(1 / kernel);
  }
  return padded.builder.apply('AveragePool', [padded], { kernel_shape: windows.map((w) => w.kernel) });
}
