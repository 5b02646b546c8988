import type { Expression } from '../ad/expression.js';
import type { Call, Composite, OperatorTable } from './operator.js';

/** The activation that an optimizer merged into an operator, by its ONNX name. */
function activate(call: Call, x: Expression): Expression {
  const name = call.text('activation', '');
  if (!name) return x;
  const parameters = call.ints('activation_params', []);
  if (name === 'Clip') {
    const b = x.builder;
    return b.apply('Clip', [x, b.scalar(parameters[0]!, x.type), b.scalar(parameters[1]!, x.type)]);
  }
  const names = { LeakyRelu: ['alpha'], HardSigmoid: ['alpha', 'beta'] }[name] ?? [];
  return x.builder.apply(name, [x], Object.fromEntries(names.map((n, i) => [n, parameters[i]])));
}

/** A node's attributes without those that its fused part does not have. */
const without = (call: Call, ...names: string[]) =>
  Object.fromEntries([...call.node.attributes].filter(([name]) => !names.includes(name)));

const transposedIf = (x: Expression, transposed: boolean): Expression =>
  transposed ? x.matrixTranspose() : x;

/** A product of matrices, either of them transposed before it. */
const matMul: Composite = {
  decompose: (call, [a, b]) => {
    if (call.number('transBatchA', 0) || call.number('transBatchB', 0))
      throw call.error('transposes batches, which is not supported');
    const product = transposedIf(a!, call.number('transA', 0) === 1).matmul(
      transposedIf(b!, call.number('transB', 0) === 1),
    );
    const alpha = call.number('alpha', 1);
    return [alpha === 1 ? product : product.mul(alpha)];
  },
};

/** Operators that ONNX Runtime's optimizer makes of several. */
export const fused: OperatorTable = {
  'com.microsoft.FusedConv': {
    decompose: (call, [x, w, bias, sum]) => {
      const y = x!.builder.apply('Conv', [x, w, bias], without(call, 'activation', 'activation_params'));
      return [activate(call, sum ? y.add(sum) : y)];
    },
  },
  'com.microsoft.FusedGemm': {
    decompose: (call, inputs) => {
      const attributes = without(
        call,
        'activation',
        'activation_alpha',
        'activation_beta',
        'activation_gamma',
      );
      return [activate(call, inputs[0]!.builder.apply('Gemm', inputs, attributes))];
    },
  },
  'com.microsoft.FusedMatMul': matMul,
  'com.microsoft.TransposeMatMul': matMul,
  'com.microsoft.BiasSplitGelu': {
    decompose: (_, [x, bias]) => {
      const sum = x!.add(bias!);
      const half = sum.dims.at(-1)! / 2;
      const gate = sum.slice(-1, half, 2 * half);
      return [sum.slice(-1, 0, half).mul(gate.builder.apply('Gelu', [gate]))];
    },
  },
};
