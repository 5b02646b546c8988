import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import type { Call, OperatorTable } from './operator.js';
import { suppressed } from './suppression.js';

/** Weights by which linear interpolation reads an axis of a given length at positions, (…) → (…, length). */
function linearWeights(at: Expression, length: number): Expression {
  const { builder, type } = at;
  const places = builder.constant(
    Tensor.of(
      type,
      [length],
      Array.from({ length }, (_, i) => i),
    ),
  );
  // what lies more than one place outside counts nothing, and what lies less is at the edge
  const off = builder.apply('Or', [at.less(-1), at.greater(length)]);
  const inside = at.maximum(0).minimum(length - 1);
  const first = inside
    .detach()
    .floor()
    .minimum(Math.max(0, length - 2))
    .unsqueeze(at.rank);
  const rest = inside.unsqueeze(at.rank).sub(first);
  const read = (place: Expression): Expression => places.equal(place).cast(type);
  const weights = read(first)
    .mul(rest.neg().add(1))
    .add(read(first.add(1)).mul(rest));
  return off.unsqueeze(at.rank).where(builder.scalar(0, type), weights);
}

/** Of one region, along one axis. */
const MOST_SAMPLES = 2 ** 14;

/** How many samples each part of a region takes along an axis: as many as the node says, or one for each place in it. */
function samples(call: Call, extent: Expression, parts: number): number {
  const given = call.number('sampling_ratio', 0);
  if (given > 0) return given;
  const known = extent.value?.numbers;
  const counts = new Set([...(known ?? [])].map((e) => Math.max(1, Math.ceil(e / parts))));
  if (counts.size !== 1)
    throw call.error(
      'takes a number of samples that differs from region to region: export it with a sampling_ratio',
    );
  return [...counts][0]!;
}

/** Means of samples in each part of regions along one axis, as a matrix: (regions, parts, length). */
function means(call: Call, from: Expression, to: Expression, parts: number, length: number): Expression {
  const half = call.text('coordinate_transformation_mode', 'half_pixel') === 'half_pixel';
  const { builder, type } = from;
  const scale = call.number('spatial_scale', 1);
  const start = from.mul(scale).sub(half ? 0.5 : 0);
  const full = to
    .mul(scale)
    .sub(half ? 0.5 : 0)
    .sub(start);
  const extent = half ? full : full.maximum(1);
  const each = samples(call, extent, parts);
  if (!(parts >= 1 && parts * each <= MOST_SAMPLES))
    throw call.error(`takes ${parts} parts of ${each} samples of a region, which is out of all proportion`);
  const shares = Array.from(
    { length: parts * each },
    (_, i) => (Math.floor(i / each) + ((i % each) + 0.5) / each) / parts,
  );
  const at = start.add(extent.mul(builder.constant(Tensor.of(type, [parts * each], shares))));
  return linearWeights(at, length).reshape([from.dims[0]!, parts, each, length]).mean([2]);
}

/** Images read where a field of offsets says, and convolved. */
function deformed(call: Call, [x, w, offset, bias, mask]: readonly (Expression | undefined)[]): Expression {
  if (x!.rank !== 4) throw call.error('is not of images (n, c, h, w), which is not supported');
  const [n, channels, height, width] = x!.dims as [number, number, number, number];
  const [filters, perGroup, kh, kw] = w!.dims as [number, number, number, number];
  const [, , oh, ow] = offset!.dims as [number, number, number, number];
  const { builder, type } = x!;
  const [group, fields] = [call.number('group', 1), call.number('offset_group', 1)];
  const [strides, dilations, pads] = [
    call.ints('strides', [1, 1]),
    call.ints('dilations', [1, 1]),
    call.ints('pads', [0, 0, 0, 0]),
  ];
  const taps = kh * kw;
  /** Where each tap of each output reads, (1, 1, taps, oh, ow), of an axis. */
  const grid = (axis: 0 | 1): Expression => {
    const at = Array.from({ length: taps * oh * ow }, (_, i) => {
      const [tap, place] = [Math.floor(i / (oh * ow)), i % (oh * ow)];
      const k = axis === 0 ? Math.floor(tap / kw) : tap % kw;
      const o = axis === 0 ? Math.floor(place / ow) : place % ow;
      return o * strides[axis]! - pads[axis]! + k * dilations[axis]!;
    });
    return builder.constant(Tensor.of(type, [1, 1, taps, oh, ow], at));
  };
  const moves = offset!.reshape([n, fields, taps, 2, oh, ow]);
  const coordinate = (axis: 0 | 1, length: number): Expression => {
    const at = moves
      .slice(3, axis, axis + 1)
      .reshape([n, fields, taps, oh, ow])
      .add(grid(axis));
    // as GridSample has it: from −1 to 1 over the edges
    return at
      .mul(2 / length)
      .add(1 / length - 1)
      .reshape([n * fields, taps * oh, ow, 1]);
  };
  const where = builder.concat([coordinate(1, width), coordinate(0, height)], 3);
  const images = x!.reshape([n * fields, channels / fields, height, width]);
  const read = builder.apply('GridSample', [images, where], {
    align_corners: 0,
    padding_mode: 'zeros',
    mode: 'linear',
  });
  const columns = read.reshape([n, fields, channels / fields, taps, oh * ow]);
  const weighed = mask ? columns.mul(mask.reshape([n, fields, 1, taps, oh * ow])) : columns;
  const kernels = w!.reshape([1, group, filters / group, perGroup * taps]);
  const y = kernels
    .matmul(weighed.reshape([n, group, perGroup * taps, oh * ow]))
    .reshape([n, filters, oh, ow]);
  return bias ? y.add(bias.reshape([filters, 1, 1])) : y;
}

/** Operators on parts of images that positions say. */
export const regions: OperatorTable = {
  RoiAlign: {
    since: 10,
    decompose: (call, [x, boxes, images]) => {
      if (call.text('mode', 'avg') !== 'avg')
        throw call.error('takes maxima of regions, which is not supported');
      const [height, width] = x!.dims.slice(2) as [number, number];
      const edge = (i: number): Expression => boxes!.slice(1, i, i + 1);
      const rows = means(call, edge(1), edge(3), call.number('output_height', 1), height);
      const columns = means(call, edge(0), edge(2), call.number('output_width', 1), width);
      const own = x!.builder.apply('Gather', [x, images], { axis: 0 });
      return [rows.unsqueeze(1).matmul(own).matmul(columns.matrixTranspose().unsqueeze(1))];
    },
  },
  DeformConv: { since: 19, channels: 'second', decompose: (call, inputs) => [deformed(call, inputs)] },
  NonMaxSuppression: {
    since: 10,
    infer: (call) => {
      const [boxes, scores] = [call.constant(0), call.constant(1)];
      if (!boxes || !scores)
        throw call.error(
          'keeps as many boxes as the image says, which is not supported; choose a layer before it: its boxes, or its scores',
        );
      return [{ type: 'int64', dims: [suppressed(call, boxes, scores).length / 3, 3] }];
    },
    evaluate: (call, [boxes, scores], [type]) => [
      Tensor.of('int64', type!.dims, suppressed(call, boxes!, scores!)),
    ],
    gradient: 'stops',
  },
};
