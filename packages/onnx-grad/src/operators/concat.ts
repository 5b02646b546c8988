import type { Expression } from '../ad/expression.js';
import { Tensor, sizeOf, stridesOf } from '../graph/tensor.js';
import { sliceChannels } from '../ort/interleave.js';
import { isMasked, noteMasked } from '../ort/masked.js';
import { maskBeforeSplitting, splitInBlocks } from '../ort/rectified.js';
import { strided, walk } from './arrays.js';
import type { Call, OperatorTable } from './operator.js';

function splitSizes(call: Call): number[] {
  const axis = call.axis(call.number('axis', 0), call.dims(0).length);
  const length = call.dims(0)[axis]!;
  if (call.has(1)) {
    const sizes = call.intsOf(1);
    if (sizes.reduce((a, s) => a + s, 0) !== length)
      throw call.error(`does not split ${length} into ${sizes.join(' + ')}`);
    return sizes;
  }
  const count = call.node.outputs.length;
  const chunk = Math.ceil(length / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(chunk, length - i * chunk)));
}

/** Operators that join values along an axis, and take them apart again. */
export const joins: OperatorTable = {
  Concat: {
    rectified: 'joins',
    blocked: 'keeps',
    infer: (call) => {
      const first = call.input(0);
      const axis = call.axis(call.number('axis'), first.dims.length);
      const dims = [...first.dims];
      dims[axis] = 0;
      for (const part of call.inputs) {
        if (part?.dims.length !== dims.length || part.dims.some((d, i) => i !== axis && d !== dims[i])) {
          throw call.error(
            `cannot join [${call.inputs.map((p) => p?.dims.join(', ')).join('] with [')}] along axis ${axis}`,
          );
        }
        dims[axis] += part.dims[axis]!;
      }
      return [{ type: first.type, dims }];
    },
    evaluate: (call, inputs, [type]) => {
      const axis = call.axis(call.number('axis'), type!.dims.length);
      const out = new Float64Array(sizeOf(type!.dims));
      const strides = stridesOf(type!.dims);
      let start = 0;
      for (const part of inputs as Tensor[]) {
        walk(part.dims, [strides], (i, [offset]) => (out[start + offset!] = part.numbers[i]!));
        start += part.dims[axis]! * strides[axis]!;
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, outputs, cotangent, wants }) => {
      const axis = call.axis(call.number('axis'), cotangent.rank);
      const own = axis === 1 ? splitInBlocks(inputs, cotangent) : undefined;
      const whole = axis === 1 && !own ? maskBeforeSplitting(inputs, outputs[0]!, cotangent) : cotangent;
      const masked = isMasked(cotangent, outputs[0]);
      let start = 0;
      return inputs.map((part, i) => {
        const end = start + part.dims[axis]!;
        const cut = (): Expression =>
          axis === 1 ? sliceChannels(whole, start, end) : whole.slice(axis, start, end);
        const slice = wants(i) ? (own?.[i] ?? cut()) : undefined;
        if (slice && (masked || whole !== cotangent)) noteMasked(slice, part);
        start = end;
        return slice;
      });
    },
  },
  Split: {
    infer: (call) => {
      const axis = call.axis(call.number('axis', 0), call.dims(0).length);
      return splitSizes(call).map((size) => ({
        type: call.input(0).type,
        dims: call.dims(0).map((d, i) => (i === axis ? size : d)),
      }));
    },
    evaluate: (call, [x], types) => {
      const axis = call.axis(call.number('axis', 0), x!.dims.length);
      const strides = stridesOf(x!.dims);
      let start = 0;
      return types.map((type) => {
        const part = strided(x!, type.dims, strides, start * strides[axis]!);
        start += type.dims[axis]!;
        return part;
      });
    },
    gradient: ({ call, outputs, cotangents, inputs }) => {
      const axis = call.axis(call.number('axis', 0), inputs[0]!.rank);
      const b = inputs[0]!.builder;
      return [
        b.concat(
          outputs.map((y, i) => cotangents[i] ?? b.zeros(y)),
          axis,
        ),
      ];
    },
  },
};
