import { Tensor } from '../graph/tensor.js';
import type { OperatorTable } from './operator.js';

/** Experimental operators of ONNX's first versions, which networks from Core ML and Caffe2 still hold. */
export const legacy: OperatorTable = {
  ImageScaler: {
    channels: 'second',
    decompose: (call, [x]) => {
      const bias = call.ints('bias', []);
      const scaled = x!.mul(call.number('scale', 1));
      if (!bias.length) return [scaled];
      const shift = Tensor.of(x!.type, [bias.length, ...x!.dims.slice(2).map(() => 1)], bias);
      return [scaled.add(x!.builder.constant(shift))];
    },
  },
  Affine: {
    elementwise: true,
    decompose: (call, [x]) => [x!.mul(call.number('alpha', 1)).add(call.number('beta', 0))],
  },
  Scale: { elementwise: true, decompose: (call, [x]) => [x!.mul(call.number('scale', 1))] },
  ScaledTanh: {
    elementwise: true,
    decompose: (call, [x]) => [x!.mul(call.number('beta', 1)).tanh().mul(call.number('alpha', 1))],
  },
  ParametricSoftplus: {
    elementwise: true,
    decompose: (call, [x]) => [
      x!.builder.apply('Softplus', [x!.mul(call.number('beta', 1))]).mul(call.number('alpha', 1)),
    ],
  },
  /** Without a border, (left, top, right, bottom), or from its corner on as large as `scale` says. */
  Crop: {
    channels: 'second',
    decompose: (call, [x]) => {
      const [left, top, right, bottom] = call.ints('border', [0, 0, 0, 0]) as [
        number,
        number,
        number,
        number,
      ];
      const [height, width] = x!.dims.slice(-2) as [number, number];
      const [h, w] = call.ints('scale', [height - top - bottom, width - left - right]) as [number, number];
      return [x!.slice(-2, top, top + h).slice(-1, left, left + w)];
    },
  },
};
