import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';
import { type Padding, type Tap, tapsOf } from './grid-coordinates.js';
import type { Call, OperatorTable } from './operator.js';

const MODES: Readonly<Record<string, 'nearest' | 'linear' | 'cubic'>> = {
  nearest: 'nearest',
  linear: 'linear',
  bilinear: 'linear',
  cubic: 'cubic',
  bicubic: 'cubic',
};

function settings(call: Call): { mode: 'nearest' | 'linear' | 'cubic'; padding: Padding; corners: boolean } {
  const mode = MODES[call.text('mode', 'linear')];
  const padding = call.text('padding_mode', 'zeros');
  if (!mode || !['zeros', 'border', 'reflection'].includes(padding))
    throw call.error(
      `has the mode "${call.text('mode', '')}" and the padding "${padding}", which are not supported`,
    );
  return { mode, padding: padding as Padding, corners: call.number('align_corners', 0) === 1 };
}

/** One tap of every axis, for all ways to choose them. */
const choices = (taps: readonly (readonly Tap[])[]): Tap[][] =>
  taps.reduce<Tap[][]>((chosen, axis) => chosen.flatMap((c) => axis.map((tap) => [...c, tap])), [[]]);

/** The elements around each grid point, weighted; differentiable in the image, and in the grid where it moves. */
export const gridSampling: OperatorTable = {
  GridSample: {
    since: 16,
    channels: 'second',
    decompose: (call, [image, grid]) => {
      const [n, c, ...lengths] = image!.dims as [number, number, ...number[]];
      const outputs = grid!.dims.slice(1, -1);
      const points = sizeOf(outputs);
      const { mode, padding, corners } = settings(call);
      // the grid names the last axis first
      const taps = lengths.map((length, axis) => {
        const at = lengths.length - 1 - axis;
        const u = grid!.slice(grid!.rank - 1, at, at + 1).reshape([n, points]);
        return tapsOf(u, length, mode, padding, corners);
      });
      const flat = image!.reshape([n, c, sizeOf(lengths)]);
      const read = (chosen: readonly Tap[]): Expression => {
        const place = chosen
          .map(({ index }) => index)
          .reduce((sum, index, axis) => sum.mul(lengths[axis]!).add(index))
          .cast('int64')
          .unsqueeze(1)
          .expand([n, c, points]);
        const weight = chosen.map((tap) => tap.weight).reduce((product, w) => product.mul(w));
        return image!.builder.apply('GatherElements', [flat, place], { axis: 2 }).mul(weight.unsqueeze(1));
      };
      return [
        choices(taps)
          .map(read)
          .reduce((sum, part) => sum.add(part))
          .reshape([n, c, ...outputs]),
      ];
    },
  },
};
