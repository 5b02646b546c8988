import type { Expression } from '../ad/expression.js';
import { Tensor, type ValueType, sizeOf, stridesOf } from '../graph/tensor.js';
import type { Window } from '../graph/window.js';
import { scatterTaps } from './max-pool.js';
import type { Call, OperatorTable } from './operator.js';
import { slide, windowsOf } from './window.js';

/**
 * Where a max-pool's elements come from, counted through the whole of its input: row by row, or column by column where
 * `storage_order` says so.
 */
export function largestPlaces(call: Call, x: Tensor, type: ValueType, windows: readonly Window[]): Tensor {
  const lengths = windows.map((w) => w.input);
  const [plane, planeOut] = [sizeOf(lengths), sizeOf(windows.map((w) => w.output))];
  const columns = call.number('storage_order', 0) === 1;
  const rows = stridesOf(lengths);
  // column by column: the first axis runs fastest
  const strides = columns ? lengths.map((_, i) => sizeOf(lengths.slice(0, i))) : rows;
  const counted = (at: number): number =>
    strides.reduce((sum, stride, i) => sum + stride * (Math.floor(at / rows[i]!) % lengths[i]!), 0);
  const out = new Float64Array(sizeOf(type.dims));
  slide(windows, (o, taps) => {
    for (let p = 0; p * plane < x.size; p++) {
      let best = taps[0]!.input;
      for (const { input } of taps)
        if (x.numbers[p * plane + input]! > x.numbers[p * plane + best]!) best = input;
      out[p * planeOut + o] = p * plane + counted(best);
    }
  });
  return Tensor.of('int64', type.dims, out);
}

/** Lengths that a max-pool with these attributes has as its input. */
function unpooledLengths(call: Call): number[] {
  const lengths = call.dims(0).slice(2);
  const kernel = call.ints('kernel_shape');
  const strides = call.ints(
    'strides',
    lengths.map(() => 1),
  );
  const pads = call.ints(
    'pads',
    lengths.flatMap(() => [0, 0]),
  );
  return lengths.map((d, i) => (d - 1) * strides[i]! + kernel[i]! - pads[i]! - pads[i + lengths.length]!);
}

/** Windows of the blocks that Col2Im sets side by side. */
function blockWindows(call: Call): { windows: Window[]; block: number[] } {
  const [image, block] = [call.intsOf(1), call.intsOf(2)];
  const windows = windowsOf(call, image, block);
  const count = sizeOf(windows.map((w) => w.output));
  const [, width, given] = call.dims(0) as [number, number, number];
  if (given !== count || width % sizeOf(block)) {
    throw call.error(`has columns of shape [${width}, ${given}] for ${count} blocks of ${sizeOf(block)}`);
  }
  return { windows, block };
}

/** Operators that put what was taken out of a picture back in its place. */
export const unpools: OperatorTable = {
  MaxUnpool: {
    channels: 'second',
    decompose: (call, [x, places]) => {
      const b = x!.builder;
      const whole = [...x!.dims.slice(0, 2), ...unpooledLengths(call)];
      const zeros = b.zeros({ type: x!.type, dims: [sizeOf(whole)] });
      const flat = (v: Expression): Expression => v.reshape([sizeOf(v.dims)]);
      const put = b.apply('ScatterElements', [zeros, flat(places!), flat(x!)], { axis: 0 }).reshape(whole);
      const wanted = call.has(2) ? call.intsOf(2) : whole;
      return [
        put.pad(
          whole.map(() => 0),
          whole.map((d, i) => wanted[i]! - d),
        ),
      ];
    },
  },
  // (batch, channels · block, blocks) → (batch, channels, …image), one axis of the blocks after the other
  Col2Im: {
    since: 18,
    channels: 'second',
    decompose: (call, [x]) => {
      const { windows, block } = blockWindows(call);
      const [n, width] = x!.dims as [number, number, number];
      const outputs = windows.map((w) => w.output);
      let value = x!.reshape([n, width / sizeOf(block), ...block, ...outputs]);
      // with every step the first of the block's axes goes, and its blocks' axis, which stays at its place, grows to the image's
      const place = 1 + windows.length;
      for (const w of windows) {
        const parts = Array.from({ length: w.kernel }, (_, tap) => {
          const part = value.slice(2, tap, tap + 1);
          return part.reshape(part.dims.filter((_, axis) => axis !== 2));
        });
        value = scatterTaps(parts, place, w);
      }
      return [value];
    },
  },
};
