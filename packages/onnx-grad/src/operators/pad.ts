import { Tensor, sizeOf, stridesOf } from '../graph/tensor.js';
import { LONGEST_AXIS } from './arrays.js';
import type { Call, OperatorTable } from './operator.js';
import { scatterAdd } from './scatter-add.js';

/** Pads before and after every axis. */
function padsOf(call: Call): [number[], number[]] {
  const rank = call.dims(0).length;
  const given = call.intsOf(1);
  const axes = call.has(3)
    ? call.intsOf(3).map((a) => call.axis(a, rank))
    : given.slice(0, rank).map((_, i) => i);
  if (given.length !== 2 * axes.length) throw call.error(`has ${given.length} pads for ${axes.length} axes`);
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((a, i) => {
    before[a] = given[i]!;
    after[a] = given[i + axes.length]!;
  });
  return [before, after];
}

/** Where an index outside [0, length) reads from in the padding modes, or undefined for the constant. */
const PAD_SOURCE: Record<string, (i: number, length: number) => number | undefined> = {
  constant: (i, n) => (i >= 0 && i < n ? i : undefined),
  edge: (i, n) => Math.min(n - 1, Math.max(0, i)),
  reflect: (i, n) => {
    const period = Math.max(1, 2 * (n - 1));
    const at = ((i % period) + period) % period;
    return at < n ? at : period - at;
  },
  wrap: (i, n) => ((i % n) + n) % n,
};

function padSources(call: Call): (number | undefined)[][] {
  const mode = call.text('mode', 'constant');
  const source = PAD_SOURCE[mode];
  if (!source) throw call.error(`has the padding mode "${mode}", which is not supported`);
  const [before, after] = padsOf(call);
  return call.dims(0).map((d, axis) => {
    const length = d + before[axis]! + after[axis]!;
    if (length < 0) throw call.error(`crops more than there is of axis ${axis}`);
    if (length > LONGEST_AXIS) throw call.error(`pads axis ${axis} to ${length}`);
    return Array.from({ length }, (_, i) => source(i - before[axis]!, d));
  });
}

/** Operators that add elements around a value, or crop it. */
export const pads: OperatorTable = {
  Pad: {
    infer: (call) => [{ type: call.input(0).type, dims: padSources(call).map((s) => s.length) }],
    evaluate: (call, [x, , value], [type]) => {
      const sources = padSources(call);
      const strides = stridesOf(x!.dims);
      const fill = value?.item ?? 0;
      const out = new Float64Array(sizeOf(type!.dims));
      const own = stridesOf(type!.dims);
      for (let i = 0; i < out.length; i++) {
        let from: number | undefined = 0;
        for (let axis = 0; axis < sources.length && from !== undefined; axis++) {
          const at: number | undefined = sources[axis]![Math.floor(i / own[axis]!) % type!.dims[axis]!];
          from = at === undefined ? undefined : from + at * strides[axis]!;
        }
        out[i] = from === undefined ? fill : x!.numbers[from]!;
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      call.fixed(wants, [2], 'values to pad with');
      const [before, after] = padsOf(call);
      if (call.text('mode', 'constant') === 'constant') {
        return [
          cotangent.pad(
            before.map((p) => -p),
            after.map((p) => -p),
          ),
        ];
      }
      let sum = cotangent;
      padSources(call).forEach((source, axis) => {
        if (before[axis] || after[axis])
          sum = scatterAdd(sum, axis, source as number[], inputs[0]!.dims[axis]!);
      });
      return [sum];
    },
  },
};
