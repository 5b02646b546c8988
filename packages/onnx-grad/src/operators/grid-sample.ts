import type { Expression } from '../ad/expression.js';
import type { OperatorTable } from './operator.js';

/** Bilinear, nearest: the four (or one) neighbours of each grid point, weighted; differentiable in the image. */
export const gridSampling: OperatorTable = {
  GridSample: {
    since: 16,
    channels: 'second',
    decompose: (call, [image, grid]) => {
      const [n, c, h, w] = image!.dims as [number, number, number, number];
      const [, oh, ow] = grid!.dims as [number, number, number];
      const b = image!.builder;
      const mode = call.text('mode', 'linear');
      const padding = call.text('padding_mode', 'zeros');
      if (image!.rank !== 4) throw call.error('samples a volume, which is not supported');
      if (mode.endsWith('cubic')) throw call.error('interpolates cubically, which is not supported');
      if (padding === 'reflection') throw call.error('reflects at the borders, which is not supported');
      const corners = call.number('align_corners', 0) === 1;
      const coordinate = (axis: 0 | 1, length: number): Expression => {
        const u = grid!.slice(3, axis, axis + 1).reshape([n, oh * ow]);
        const x = corners
          ? u.add(1).mul((length - 1) / 2)
          : u
              .add(1)
              .mul(length / 2)
              .sub(0.5);
        return padding === 'border' ? x.maximum(0).minimum(length - 1) : x;
      };
      const [x, y] = [coordinate(0, w), coordinate(1, h)];
      const flat = image!.reshape([n, c, h * w]);
      const read = (px: Expression, py: Expression, weight: Expression): Expression => {
        const [cx, cy] = [px.maximum(0).minimum(w - 1), py.maximum(0).minimum(h - 1)];
        const inside = cx.equal(px).cast(x.type).mul(cy.equal(py).cast(x.type));
        const index = cy
          .mul(w)
          .add(cx)
          .cast('int64')
          .unsqueeze(1)
          .expand([n, c, oh * ow]);
        return b.apply('GatherElements', [flat, index], { axis: 2 }).mul(weight.mul(inside).unsqueeze(1));
      };
      if (mode === 'nearest') {
        const round = (v: Expression): Expression => b.apply('Round', [v]);
        return [read(round(x), round(y), b.scalar(1, x.type).expand(x.dims)).reshape([n, c, oh, ow])];
      }
      const [x0, y0] = [x.floor(), y.floor()];
      const [fx, fy] = [x.sub(x0), y.sub(y0)];
      const rest = (f: Expression): Expression => f.neg().add(1);
      const parts = [
        read(x0, y0, rest(fx).mul(rest(fy))),
        read(x0.add(1), y0, fx.mul(rest(fy))),
        read(x0, y0.add(1), rest(fx).mul(fy)),
        read(x0.add(1), y0.add(1), fx.mul(fy)),
      ];
      return [parts.reduce((p, q) => p.add(q)).reshape([n, c, oh, ow])];
    },
  },
};
