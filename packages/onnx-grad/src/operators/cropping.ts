import type { Expression } from '../ad/expression.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import type { OperatorTable } from './operator.js';

/** Whole numbers from 0 on. */
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Indices along an axis, one for each element of what is read or written at them. */
function everywhere(
  x: Expression,
  axis: number,
  at: (batch: number, i: number) => number,
  dims: readonly number[],
): Expression {
  const [batch, length] = [dims[0]!, dims[axis]!];
  const along = dims.map((d, i) => (i === 0 || i === axis ? d : 1));
  const table = upTo(batch * length).map((i) => at(Math.floor(i / length), i % length));
  return x.builder.constant(Tensor.of('int64', along, table)).expand(dims);
}

/** Shares of an axis at its elements' middles, or from its first to its last element. */
function positions(length: number, corners: boolean): number[] {
  const step = corners ? 2 / (length - 1) : 2 / length;
  return upTo(length).map((i) => (corners ? i * step - 1 : (i + 0.5) * step - 1));
}

/** Operators that take a part of a value, or put one into it, at places that the model or the input size settles. */
export const cropping: OperatorTable = {
  CenterCropPad: {
    since: 18,
    decompose: (call, [x]) => {
      const rank = x!.rank;
      const wanted = call.intsOf(1);
      const axes = call.ints('axes', upTo(rank)).map((a) => call.axis(a, rank));
      const missing = x!.dims.map((d, i) => (axes.includes(i) ? wanted[axes.indexOf(i)]! - d : 0));
      const before = missing.map((m) => Math.trunc(m / 2));
      return [
        x!.pad(
          before,
          missing.map((m, i) => m - before[i]!),
        ),
      ];
    },
  },
  Compress: {
    since: 9,
    decompose: (call, [x]) => {
      const condition = call.constant(1);
      if (!condition)
        throw call.error(
          'keeps what the image says, so that its shape depends on the image, which is not supported: choose a layer that comes before it in the network',
        );
      const kept = [...condition.numbers.keys()].filter((i) => condition.numbers[i] !== 0);
      const axis = call.attribute('axis');
      if (typeof axis !== 'number') return [x!.reshape([sizeOf(x!.dims)]).gather(0, kept)];
      return [x!.gather(call.axis(axis, x!.rank), kept)];
    },
  },
  // the first elements of each sequence in reverse, the rest as it is
  ReverseSequence: {
    since: 10,
    decompose: (call, [x]) => {
      const [time, batch] = [call.number('time_axis', 0), call.number('batch_axis', 1)];
      const lengths = call.intsOf(1);
      // sequences first, so that there is one form
      const order = [batch, time, ...upTo(x!.rank).filter((i) => i !== batch && i !== time)];
      const rows = x!.transpose(order);
      const mirrored = (n: number, i: number): number => (i < lengths[n]! ? lengths[n]! - 1 - i : i);
      const places = everywhere(x!, 1, mirrored, rows.dims);
      const turned = rows.builder.apply('GatherElements', [rows, places], { axis: 1 });
      return [turned.transpose(order.map((_, i) => order.indexOf(i)))];
    },
  },
  // a cache with new elements in it
  TensorScatter: {
    since: 24,
    decompose: (call, [cache, update]) => {
      const axis = call.axis(call.number('axis', -2), cache!.rank);
      const length = cache!.dims[axis]!;
      const starts = call.has(2) ? call.intsOf(2) : undefined;
      const circular = call.text('mode', 'linear') === 'circular';
      const place = (n: number, i: number): number => {
        const at = (starts?.[n] ?? 0) + i;
        return circular ? at % length : at;
      };
      const places = everywhere(cache!, axis, place, update!.dims);
      return [cache!.builder.apply('ScatterElements', [cache, places, update], { axis })];
    },
  },
  // (batch, 2, 3) → (batch, height, width, 2), or (batch, 3, 4) → (batch, depth, height, width, 3)
  AffineGrid: {
    since: 20,
    decompose: (call, [theta]) => {
      const lengths = call.intsOf(1).slice(2);
      const corners = call.number('align_corners', 0) === 1;
      const along = lengths.map((d) => positions(d, corners));
      const rows = upTo(sizeOf(lengths)).flatMap((place) => {
        let rest = place;
        const at = lengths
          .map((d, i) => ({ d, i }))
          .reverse()
          .map(({ d, i }) => {
            const here = along[i]![rest % d]!;
            rest = Math.floor(rest / d);
            return here;
          });
        return [...at, 1];
      });
      const n = lengths.length;
      const grid = theta!.builder.constant(Tensor.of(theta!.type, [sizeOf(lengths), n + 1], rows));
      return [grid.matmul(theta!.matrixTranspose()).reshape([theta!.dims[0]!, ...lengths, n])];
    },
  },
};
