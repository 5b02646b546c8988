import { stridesOf } from '../graph/tensor.js';
import { interleaveZeros } from '../ort/interleave.js';
import { strided } from './arrays.js';
import type { Call, OperatorTable } from './operator.js';

/** What a Slice takes of an axis: `count` elements from `start` on, `step` apart. */
interface Range {
  start: number;
  step: number;
  count: number;
}

function ranges(call: Call): Range[] {
  const dims = call.dims(0);
  const starts = call.intsOf(1);
  const ends = call.intsOf(2);
  const axes = call.has(3) ? call.intsOf(3) : starts.map((_, i) => i);
  const steps = call.has(4) ? call.intsOf(4) : starts.map(() => 1);
  const out: Range[] = dims.map((d) => ({ start: 0, step: 1, count: d }));
  axes.forEach((a, i) => {
    const axis = call.axis(a, dims.length);
    const d = dims[axis]!;
    if (steps[i] === 0) throw call.error('has a step of zero');
    // one that leads out of the axis takes the first element, however long it is
    const step = Math.max(-d - 1, Math.min(d + 1, steps[i]!));
    const clip = (x: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, x < 0 ? x + d : x));
    const start = step > 0 ? clip(starts[i]!, 0, d) : clip(starts[i]!, 0, d - 1);
    const end = step > 0 ? clip(ends[i]!, 0, d) : clip(ends[i]!, -1, d - 1);
    out[axis] = { start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
  });
  return out;
}

/** Operators that take every n-th element of a part of an axis. */
export const slices: OperatorTable = {
  Slice: {
    infer: (call) => [{ type: call.input(0).type, dims: ranges(call).map((r) => r.count) }],
    evaluate: (call, [x], [type]) => {
      const strides = stridesOf(x!.dims);
      const taken = ranges(call);
      const start = taken.reduce((sum, { start }, i) => sum + start * strides[i]!, 0);
      return [
        strided(
          x!,
          type!.dims,
          taken.map(({ step }, i) => step * strides[i]!),
          start,
        ),
      ];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const dims = inputs[0]!.dims;
      const before = dims.map(() => 0);
      const after = dims.map(() => 0);
      let spread = cotangent;
      ranges(call).forEach(({ start, step, count }, axis) => {
        if (step < 0) spread = spread.slice(axis, count - 1, -count - 1, -1);
        const first = step < 0 ? start + (count - 1) * step : start;
        spread = interleaveZeros(spread, axis, Math.abs(step));
        before[axis] = first;
        // the interleaved tail of zeros may reach past the end: a negative pad crops it
        after[axis] = dims[axis]! - first - spread.dims[axis]!;
      });
      return [spread.pad(before, after)];
    },
  },
};
