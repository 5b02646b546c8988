import { Graph, type Attribute } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';

/** An input of a case: a random real tensor that the gradient is taken in, a constant, or none. */
export type CaseInput =
  | {
      readonly dims: readonly number[];
      readonly from?: number;
      readonly to?: number;
      readonly values?: readonly number[];
    }
  | Tensor
  | undefined;

/** One application of an operator whose value and gradient are checked. */
export interface OperatorCase {
  readonly operator: string;
  readonly title: string;
  readonly inputs: readonly CaseInput[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: number;
  /** Why the runtime in use cannot run it, where it cannot. */
  readonly notInRuntime?: string;
}

const real = (...dims: number[]): CaseInput => ({ dims });
const between = (from: number, to: number, ...dims: number[]): CaseInput => ({ dims, from, to });
const values = (dims: number[], ...v: number[]): CaseInput => ({ dims, values: v });
const ints = (...v: number[]): Tensor => Tensor.ints(v);
const int = (v: number): Tensor => Tensor.scalar('int64', v);
const floats = (dims: number[], ...v: number[]): Tensor => Tensor.of('float32', dims, v);
const bools = (dims: number[], ...v: number[]): Tensor => Tensor.of('bool', dims, v);

interface Extra {
  outputs?: number;
  notInRuntime?: string;
}

function make(
  operator: string,
  inputs: readonly CaseInput[],
  attributes: Record<string, Attribute> = {},
  { outputs = 1, notInRuntime }: Extra = {},
): OperatorCase {
  const shapes = inputs.map((i) => (i ? `[${i.dims.join()}]` : '-')).join(' ');
  const settings = Object.entries(attributes)
    .filter(([, v]) => !(v instanceof Tensor) && !(v instanceof Graph))
    .map(([k, v]) => `${k}=${JSON.stringify(v)}`);
  return {
    operator,
    title: `${operator} ${[shapes, ...settings].join(' ')}`,
    inputs,
    attributes,
    outputs,
    notInRuntime,
  };
}

const each = (operators: readonly string[], ...inputs: CaseInput[]): OperatorCase[] =>
  operators.map((operator) => make(operator, inputs));

const conv = (
  x: number[],
  w: number[],
  attributes: Record<string, Attribute> = {},
  bias = false,
): OperatorCase => make('Conv', [real(...x), weights(w), bias ? weights([w[0]!]) : undefined], attributes);

/** Fixed weights: most convolutions are differentiated in their images alone. */
function weights(dims: number[]): Tensor {
  const size = dims.reduce((a, b) => a * b, 1);
  return Tensor.of(
    'float32',
    dims,
    Array.from({ length: size }, (_, i) => Math.sin(i * 1.7 + 0.3)),
  );
}

const elementwise: OperatorCase[] = [
  // away from the kink at zero
  ...each(
    ['Relu', 'LeakyRelu', 'Elu', 'Selu', 'Celu', 'Abs', 'HardSwish', 'HardSigmoid'],
    values([2, 3], -2, -1, -0.4, 0.3, 1.2, 2),
  ),
  ...each(
    [
      'Sigmoid',
      'Tanh',
      'Softplus',
      'Exp',
      'Sin',
      'Cos',
      'Atan',
      'Erf',
      'Neg',
      'Identity',
      'Softsign',
      'Mish',
      'Gelu',
    ],
    between(-2, 2, 2, 5),
  ),
  ...each(['Log', 'Sqrt', 'Reciprocal'], between(0.5, 2, 3, 2)),
  ...each(['Tan'], between(-1, 1, 4)),
  make('Erf', [between(-4, 4, 20)]),
  make('Elu', [values([4], -2, -0.5, 0.5, 2)], { alpha: 0.7 }),
  make('Celu', [values([4], -2, -0.5, 0.5, 2)], { alpha: 0.7 }),
  make('LeakyRelu', [values([4], -2, -0.5, 0.5, 2)], { alpha: 0.2 }),
  make('HardSigmoid', [values([5], -3, -0.5, 0.1, 0.5, 3)], { alpha: 0.5, beta: 0.4 }),
  make('HardSwish', [values([5], -5, -2, 0.1, 2, 5)]),
  make('Gelu', [between(-2, 2, 6)], { approximate: 'tanh' }),
  make('ThresholdedRelu', [values([4], -1, 0.5, 1.5, 3)], { alpha: 1 }),
  make(
    'Swish',
    [between(-2, 2, 5)],
    { alpha: 1.3 },
    { notInRuntime: 'newer than the runtime’s released opset' },
  ),
  make('PRelu', [values([1, 2, 2], -1, 2, -3, 0.5), floats([2, 1], 0.2, 0.5)]),
  make('Dropout', [real(2, 3)]),
  make('Clip', [
    values([5], -2, -0.5, 0.3, 0.9, 2),
    Tensor.scalar('float32', -1),
    Tensor.scalar('float32', 1),
  ]),
  make('Clip', [values([4], -2, -0.5, 0.3, 2), undefined, Tensor.scalar('float32', 1)]),
  make('Clip', [values([4], -2, -0.5, 0.3, 2), Tensor.scalar('float32', 0)]),
  ...(['Add', 'Sub', 'Mul', 'Div'] as const).flatMap((op) => [
    make(op, [real(2, 3), between(0.5, 2, 2, 3)]),
    make(op, [real(2, 3), between(0.5, 2, 3)]),
    make(op, [real(3), between(0.5, 2, 2, 1)]),
    make(op, [real(), between(0.5, 2, 2, 3)]),
    make(op, [real(2, 1, 3), between(0.5, 2, 1, 4, 1)]),
  ]),
  make('Pow', [between(0.5, 2, 2, 3), between(-1, 2, 3)]),
  make('Pow', [real(4), Tensor.scalar('float32', 2)]),
  make('Pow', [real(4), Tensor.scalar('float32', 3)]),
  make('Max', [values([3], 1, 2, 3), values([3], 2, 1, 5), values([1], 1.5)]),
  make('Min', [values([3], 1, 2, 3), values([3], 2, 1, 5), values([1], 1.5)]),
  make('Sum', [real(2, 3), real(3), real(2, 1)]),
  make('Mean', [real(2, 3), real(3), real(2, 1)]),
  make('Where', [bools([2, 2], 1, 0, 0, 1), real(2, 2), real(2)]),
  make('Cast', [real(3)], { to: 1 }),
];

const shapes: OperatorCase[] = [
  make('Reshape', [real(2, 6), ints(3, -1)]),
  make('Reshape', [real(2, 3, 2), ints(0, 6)]),
  make('Flatten', [real(2, 3, 2)], { axis: 1 }),
  make('Flatten', [real(2, 3, 2)], { axis: -1 }),
  make('Squeeze', [real(1, 3, 1), ints(-1)]),
  make('Squeeze', [real(1, 3, 1)]),
  make('Unsqueeze', [real(3, 2), ints(0, -1)]),
  make('Transpose', [real(2, 3, 4)], { perm: [2, 0, 1] }),
  make('Transpose', [real(2, 3)]),
  make('Expand', [real(3, 1), ints(2, 3, 4)]),
  make('Expand', [real(1, 3), ints(1)]),
  make('Tile', [real(2, 3), ints(2, 3)]),
  make('Concat', [real(2, 1), real(2, 3), real(2, 2)], { axis: -1 }),
  make('Concat', [real(1, 2), real(3, 2)], { axis: 0 }),
  make('Split', [real(2, 7), ints(2, 4, 1)], { axis: 1 }, { outputs: 3 }),
  make('Split', [real(5, 2)], { axis: 0, num_outputs: 2 }, { outputs: 2 }),
  make('Slice', [real(5, 6), ints(1, 0), ints(4, Number.MAX_SAFE_INTEGER)]),
  make('Slice', [real(5, 6), ints(-3), ints(-1), ints(-1)]),
  make('Slice', [real(7), ints(1), ints(7), ints(0), ints(3)]),
  make('Slice', [real(7), ints(-1), ints(-Number.MAX_SAFE_INTEGER), ints(0), ints(-2)]),
  make('Slice', [real(3, 6), ints(5, 2), ints(0, 0), ints(1, 0), ints(-2, -1)]),
  make('Gather', [real(4, 3), ints(0, 2, 2, -1)], { axis: 0 }),
  make('Gather', [real(4, 3), int(1)], { axis: 1 }),
  make('Gather', [real(2, 3), Tensor.of('int64', [2, 2], [0, 1, 2, 0])], { axis: -1 }),
  make('Gather', [real(2), ints(...new Array<number>(20).fill(1))]),
  make('GatherElements', [real(3, 4), Tensor.of('int64', [2, 4], [0, 1, 2, 0, 2, 2, -1, 0])], { axis: 0 }),
  make('GatherND', [real(3, 4, 2), Tensor.of('int64', [2, 2], [0, 1, 2, -1])]),
  make('GatherND', [real(2, 3, 2), Tensor.of('int64', [2, 1], [2, 0])], { batch_dims: 1 }),
  make('ScatterElements', [real(3, 3), Tensor.of('int64', [1, 3], [2, 0, 1]), real(1, 3)], { axis: 0 }),
  make('ScatterElements', [real(3, 3), Tensor.of('int64', [2, 2], [0, 0, 2, 1]), real(2, 2)], {
    axis: 1,
    reduction: 'add',
  }),
  make('ScatterND', [real(4, 2), Tensor.of('int64', [2, 1], [3, 0]), real(2, 2)]),
  make('ScatterND', [real(4, 2), Tensor.of('int64', [2, 1], [3, 3]), real(2, 2)], { reduction: 'add' }),
  make('CumSum', [real(2, 4), int(1)]),
  make('CumSum', [real(2, 4), int(-1)], { exclusive: 1, reverse: 1 }),
  make('Trilu', [real(2, 3, 4), int(1)], { upper: 1 }),
  make('Trilu', [real(3, 3)], { upper: 0 }),
  make('Pad', [real(2, 3), ints(1, 0, 0, 2), Tensor.scalar('float32', 0.5)]),
  make('Pad', [real(4, 5), ints(-1, 1, 0, -2)]),
  make('Pad', [real(4, 5), ints(2, 1), undefined, ints(1)]),
  make('Pad', [real(3, 4), ints(2, 1, 1, 3)], { mode: 'reflect' }),
  make('Pad', [real(3, 4), ints(2, 1, 1, 3)], { mode: 'edge' }),
  make('Pad', [real(3, 4), ints(2, 1, 1, 3)], { mode: 'wrap' }),
  make('DepthToSpace', [real(1, 8, 2, 3)], { blocksize: 2 }),
  make('DepthToSpace', [real(1, 8, 2, 3)], { blocksize: 2, mode: 'CRD' }),
  make('SpaceToDepth', [real(2, 2, 4, 6)], { blocksize: 2 }),
];

const products: OperatorCase[] = [
  make('MatMul', [real(2, 3), real(3, 4)]),
  make('MatMul', [real(5, 2, 3), real(3, 4)]),
  make('MatMul', [real(2, 3), real(5, 3, 4)]),
  make('MatMul', [real(2, 1, 2, 3), real(4, 3, 2)]),
  make('MatMul', [real(3), real(3, 4)]),
  make('MatMul', [real(2, 3), real(3)]),
  make('MatMul', [real(3), real(3)]),
  ...[0, 1].flatMap((transA) =>
    [0, 1].map((transB) =>
      make('Gemm', [transA ? real(3, 2) : real(2, 3), transB ? real(4, 3) : real(3, 4), real(4)], {
        transA,
        transB,
        alpha: 0.5,
        beta: 2,
      }),
    ),
  ),
  make('Gemm', [real(2, 3), real(3, 4), real(2, 1)]),
  make('Gemm', [real(2, 3), real(3, 4)]),
  make('Einsum', [real(2, 3, 4), real(2, 4, 5)], { equation: 'bij,bjk->bik' }),
  make('Einsum', [real(2, 3, 4), real(5, 4)], { equation: '...i,ji->...j' }),
  make('Einsum', [real(2, 3), real(4), real(3, 4)], { equation: 'ij,k,jk->i' }),
  make('Einsum', [real(2, 3, 4)], { equation: 'abc->ca' }),
  make('Einsum', [real(2, 3), real(3, 4)], { equation: 'ij,jk' }),
];

const convolutions: OperatorCase[] = [
  conv([2, 3, 6, 7], [4, 3, 3, 3], { pads: [1, 1, 1, 1] }, true),
  conv([1, 2, 5, 5], [3, 2, 1, 1]),
  conv([1, 2, 6, 5], [3, 2, 3, 2], { pads: [0, 1, 2, 0] }),
  conv([1, 2, 5, 5], [2, 2, 3, 3], { pads: [3, 3, 3, 3] }),
  conv([1, 3, 9, 9], [2, 3, 7, 7], { strides: [2, 2], pads: [3, 3, 3, 3] }, true),
  conv([1, 2, 8, 8], [3, 2, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
  conv([1, 2, 7, 9], [3, 2, 3, 3], { strides: [2, 2] }),
  conv([1, 2, 8, 7], [3, 2, 1, 1], { strides: [2, 2] }),
  conv([1, 2, 8, 7], [3, 2, 1, 1], { strides: [2, 3], pads: [1, 0, 0, 1] }),
  conv([1, 2, 10, 11], [3, 2, 2, 3], { strides: [3, 2], pads: [1, 0, 0, 2] }),
  conv([1, 2, 11, 11], [2, 2, 4, 4], { strides: [4, 4] }),
  conv([1, 2, 9, 9], [2, 2, 5, 5], { strides: [1, 2], pads: [2, 2, 2, 2] }),
  conv([1, 4, 6, 6], [6, 2, 3, 3], { group: 2, pads: [1, 1, 1, 1] }),
  conv([1, 4, 7, 7], [6, 2, 3, 3], { group: 2, strides: [2, 2], pads: [1, 1, 1, 1] }),
  conv([1, 3, 6, 6], [3, 1, 3, 3], { group: 3, pads: [1, 1, 1, 1] }),
  conv([1, 3, 7, 7], [6, 1, 3, 3], { group: 3, strides: [2, 2], pads: [1, 1, 1, 1] }),
  conv([1, 2, 9, 9], [2, 2, 3, 3], { dilations: [2, 2], pads: [2, 2, 2, 2] }),
  conv([1, 2, 10, 9], [2, 2, 3, 3], { dilations: [2, 3], strides: [2, 1], pads: [1, 2, 1, 2] }),
  conv([1, 2, 7, 7], [2, 2, 3, 3], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  conv([1, 2, 6, 6], [2, 2, 2, 2], { auto_pad: 'SAME_LOWER' }),
  conv([1, 2, 6, 6], [2, 2, 2, 2], { auto_pad: 'VALID' }),
  conv([2, 3, 9], [4, 3, 3], { strides: [2], pads: [1, 1] }),
  conv([1, 2, 4, 5, 4], [2, 2, 3, 3, 2], { pads: [1, 1, 0, 1, 1, 1] }),
  conv([1, 2, 5, 5, 4], [2, 2, 3, 3, 2], { strides: [2, 2, 2], pads: [1, 1, 0, 1, 1, 0] }),
  // in the weights too
  make('Conv', [real(2, 3, 6, 7), real(4, 3, 3, 3), real(4)], { pads: [1, 1, 1, 1] }),
  make('Conv', [real(2, 4, 7, 8), real(6, 2, 3, 2), real(6)], {
    group: 2,
    strides: [2, 3],
    pads: [1, 0, 1, 2],
  }),
  make('Conv', [real(1, 3, 9, 9), real(3, 1, 3, 3)], { group: 3, dilations: [2, 3], strides: [1, 2] }),
  make('Conv', [real(1, 2, 7, 7), real(2, 2, 3, 3)], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  make('Conv', [real(2, 2, 9), real(3, 2, 3)], { strides: [2], pads: [1, 1] }),
  make('ConvTranspose', [real(1, 3, 4, 5), weights([3, 2, 3, 3])], {
    strides: [2, 2],
    pads: [1, 1, 1, 1],
    output_padding: [1, 1],
  }),
  make('ConvTranspose', [real(1, 3, 4, 4), weights([3, 2, 2, 2]), weights([2])], { strides: [2, 2] }),
  make('ConvTranspose', [real(1, 4, 4, 4), weights([4, 1, 3, 3])], { group: 2, pads: [0, 1, 1, 0] }),
  make('ConvTranspose', [real(1, 2, 4, 4), weights([2, 2, 3, 3])], { dilations: [2, 2] }),
  make('ConvTranspose', [real(1, 2, 3, 3), weights([2, 1, 4, 4])], { strides: [2, 2], output_shape: [6, 6] }),
];

const poolings: OperatorCase[] = [
  ...(
    [
      { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
      { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
      { kernel_shape: [2, 2], strides: [2, 2] },
      { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
      { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] },
      { kernel_shape: [3, 2], strides: [1, 2], pads: [1, 0, 1, 1] },
      { kernel_shape: [2, 2], strides: [3, 3] },
      { kernel_shape: [5, 1] },
    ] as Record<string, Attribute>[]
  ).flatMap((attributes) => [
    make('MaxPool', [real(2, 2, 8, 9)], attributes),
    make('AveragePool', [real(1, 2, 8, 9)], attributes),
    make('AveragePool', [real(1, 2, 8, 9)], { ...attributes, count_include_pad: 1 }),
  ]),
  make('MaxPool', [real(1, 2, 9, 9)], {
    kernel_shape: [2, 3],
    dilations: [3, 2],
    strides: [2, 1],
    pads: [1, 1, 1, 1],
  }),
  make('MaxPool', [real(1, 2, 7)], { kernel_shape: [3], strides: [2] }),
  make('MaxPool', [real(1, 1, 4, 5, 4)], {
    kernel_shape: [2, 3, 2],
    strides: [2, 2, 2],
    pads: [0, 1, 0, 0, 1, 0],
  }),
  make('MaxPool', [real(1, 2, 7, 7)], { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' }),
  make('AveragePool', [real(1, 2, 7)], { kernel_shape: [3], strides: [2], pads: [1, 1] }),
  make('AveragePool', [real(1, 2, 6, 6)], { kernel_shape: [3, 3], strides: [3, 3] }),
  make('GlobalAveragePool', [real(2, 3, 4, 5)]),
  make('GlobalMaxPool', [real(2, 3, 4, 5)]),
];

const reductions: OperatorCase[] = [
  ...[
    'ReduceSum',
    'ReduceMean',
    'ReduceMax',
    'ReduceMin',
    'ReduceL1',
    'ReduceL2',
    'ReduceSumSquare',
    'ReduceProd',
  ].flatMap((op) => [
    make(op, [between(0.5, 2, 2, 3, 4), ints(1)], { keepdims: 0 }),
    make(op, [between(0.5, 2, 2, 3, 4), ints(-1, 0)], { keepdims: 1 }),
    make(op, [between(0.5, 2, 2, 3)]),
  ]),
  make('ReduceSum', [real(2, 3), ints()], { noop_with_empty_axes: 1 }),
  make('Softmax', [real(2, 3, 4)]),
  make('Softmax', [real(2, 3, 4)], { axis: 1 }),
  make('LogSoftmax', [real(2, 3, 4)], { axis: 0 }),
];

const normalizations: OperatorCase[] = [
  make('BatchNormalization', [
    real(2, 3, 2, 2),
    floats([3], 1, 2, 0.5),
    floats([3], 0, 1, -1),
    floats([3], 0.1, 0, -0.2),
    floats([3], 1, 0.5, 2),
  ]),
  make(
    'BatchNormalization',
    [real(2, 2), floats([2], 1, 2), floats([2], 0, 1), floats([2], 0.1, 0), floats([2], 1, 0.5)],
    { epsilon: 0.01 },
  ),
  make('LayerNormalization', [real(2, 3, 4), weights([4]), weights([4])]),
  make('LayerNormalization', [real(2, 3, 4), weights([3, 4])], { axis: 1, epsilon: 1e-3 }),
  make('RMSNormalization', [real(2, 3, 4), weights([4])], { epsilon: 1e-3 }, { notInRuntime: 'opset 23' }),
  make('SimplifiedLayerNormalization', [real(2, 3, 4), weights([4])], { epsilon: 1e-3 }),
  make('InstanceNormalization', [real(2, 3, 4, 2), weights([3]), weights([3])]),
  make('GroupNormalization', [real(2, 4, 3), weights([2]), weights([2])], { num_groups: 2 }),
  make(
    'GroupNormalization',
    [real(2, 4, 3), weights([4]), weights([4])],
    { num_groups: 2 },
    { notInRuntime: 'one number a channel is the form of opset 21' },
  ),
  make('MeanVarianceNormalization', [real(2, 3, 4, 2)]),
  make('LpNormalization', [real(2, 4)], { axis: -1, p: 2 }),
  make('LpNormalization', [between(0.5, 2, 2, 4)], { axis: 0, p: 1 }),
  make('LRN', [real(1, 5, 2, 2)], { size: 3, alpha: 0.3, beta: 0.75, bias: 1 }),
  make('LRN', [real(1, 6, 2, 2)], { size: 5, alpha: 0.3, beta: 0.5, bias: 2 }),
];

const resize = (
  input: CaseInput,
  sizes: Tensor | undefined,
  scales: Tensor | undefined,
  attributes: Record<string, Attribute>,
): OperatorCase => make('Resize', [input, undefined, scales, sizes], attributes);

const sampling: OperatorCase[] = [
  ...['half_pixel', 'align_corners', 'asymmetric', 'pytorch_half_pixel'].flatMap((mode) => [
    resize(real(1, 2, 4, 5), ints(1, 2, 7, 3), undefined, {
      mode: 'linear',
      coordinate_transformation_mode: mode,
    }),
    resize(real(1, 2, 4, 5), ints(1, 2, 8, 10), undefined, {
      mode: 'nearest',
      coordinate_transformation_mode: mode,
    }),
  ]),
  resize(real(1, 2, 4, 5), undefined, floats([4], 1, 1, 2, 1.5), { mode: 'linear' }),
  resize(real(1, 1, 5, 5), ints(1, 1, 7, 3), undefined, { mode: 'cubic' }),
  resize(real(1, 1, 5, 5), ints(1, 1, 7, 3), undefined, {
    mode: 'cubic',
    cubic_coeff_a: -0.5,
    exclude_outside: 1,
  }),
  resize(real(1, 1, 9, 9), ints(1, 1, 4, 5), undefined, { mode: 'linear', antialias: 1 }),
  resize(real(1, 1, 4, 4), ints(1, 1, 6, 6), undefined, {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  }),
  ...['zeros', 'border'].flatMap((padding_mode) =>
    [0, 1].map((align_corners) =>
      make(
        'GridSample',
        [real(1, 2, 4, 5), floats([1, 2, 2, 2], -0.9, 0.3, 0.2, 0.71, 1.2, -0.5, 0.05, -0.62)],
        { mode: 'bilinear', padding_mode, align_corners },
      ),
    ),
  ),
];

const scale = (v: number): Tensor => Tensor.scalar('float32', v);

const optimized: OperatorCase[] = [
  ...each(['com.microsoft.Gelu', 'com.microsoft.QuickGelu'], between(-2, 2, 2, 3)),
  make('com.microsoft.BiasGelu', [real(2, 4), weights([4])]),
  make('com.microsoft.FastGelu', [real(2, 4), weights([4])]),
  make('com.microsoft.FastGelu', [real(2, 4)]),
  make(
    'com.microsoft.SkipLayerNormalization',
    [real(2, 3, 4), real(2, 3, 4), weights([4]), weights([4]), weights([4])],
    { epsilon: 1e-3 },
  ),
  make('com.microsoft.SkipSimplifiedLayerNormalization', [real(2, 3, 4), real(2, 3, 4), weights([4])], {
    epsilon: 1e-3,
  }),
  make('com.microsoft.Attention', [real(2, 3, 4), weights([4, 12]), weights([12])], { num_heads: 2 }),
  make('com.microsoft.MultiHeadAttention', [real(2, 3, 4), real(2, 5, 4), real(2, 5, 4), weights([12])], {
    num_heads: 2,
  }),
  make('Attention', [real(1, 2, 3, 4), real(1, 2, 5, 4), real(1, 2, 5, 4)], {}, { notInRuntime: 'opset 23' }),
  make(
    'Attention',
    [real(1, 3, 4), real(1, 3, 4), real(1, 3, 4)],
    { q_num_heads: 2, kv_num_heads: 2 },
    { notInRuntime: 'opset 23' },
  ),
  make('com.microsoft.FusedConv', [real(1, 2, 4, 4), weights([3, 2, 3, 3]), weights([3])], {
    activation: 'Tanh',
    pads: [1, 1, 1, 1],
  }),
  make('com.microsoft.FusedGemm', [real(2, 3), weights([3, 4]), weights([4])], { activation: 'Sigmoid' }),
  make('com.microsoft.FusedMatMul', [real(3, 2), weights([4, 3])], { transA: 1, transB: 1, alpha: 0.5 }),
  make(
    'com.microsoft.BiasAdd',
    [real(1, 4, 3), weights([3]), real(1, 4, 3)],
    {},
    { notInRuntime: 'GPU only' },
  ),
];

/** At least one case for every operator that a gradient passes. */
export const CASES: readonly OperatorCase[] = [
  ...elementwise,
  ...shapes,
  ...products,
  ...convolutions,
  ...poolings,
  ...reductions,
  ...normalizations,
  ...sampling,
  ...optimized,
];

/** Values of operators that no gradient passes, and of those whose gradient is taken straight through. */
export const VALUE_CASES: readonly OperatorCase[] = [
  ...each(['Floor', 'Ceil', 'Round', 'Sign', 'IsNaN'], values([6], -1.5, -0.5, 0.5, 1.5, 2.5, 0.2)),
  make('Not', [bools([2], 1, 0)]),
  ...each(
    ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'],
    values([3], 1, 2, 3),
    values([3], 3, 2, 1),
  ),
  ...each(['And', 'Or'], bools([4], 0, 0, 1, 1), bools([4], 0, 1, 0, 1)),
  make('Mod', [ints(5, -5, 7), ints(3, 3, -4)]),
  make('Mod', [values([2], 5.5, -5.5), values([2], 3, 3)], { fmod: 1 }),
  make('Div', [ints(7, -7, 9), ints(2, 2, 4)]),
  make('Shape', [real(2, 3, 4)], { start: 1 }),
  make('Size', [real(2, 3)]),
  make('Constant', [], { value: floats([2], 1, 2) }),
  make('ConstantOfShape', [ints(2, 3)], { value: floats([1], 0.5) }),
  make('Range', [int(1), int(9), int(3)]),
  make('NonZero', [Tensor.of('float32', [2, 3], [0, 1, 2, 0, 0, 3])]),
  make('ArgMax', [real(2, 3, 4)], { axis: 1, keepdims: 0 }),
  make('ArgMin', [real(2, 3, 4)], { axis: -1 }),
  make('OneHot', [ints(1, -1, 0), int(3), floats([2], 0.5, 2)], { axis: 0 }),
  make('QuantizeLinear', [values([2, 3], -1, 0.24, 0.26, 1, 2, 300), scale(0.5), Tensor.scalar('uint8', 3)]),
  make(
    'DequantizeLinear',
    [Tensor.of('int8', [2, 2], [1, -2, 3, 127]), floats([2], 0.5, 0.25), Tensor.of('int8', [2], [1, 0])],
    { axis: 0 },
  ),
  make('QLinearMatMul', [
    Tensor.of('uint8', [2, 2], [1, 2, 3, 4]),
    scale(0.5),
    Tensor.scalar('uint8', 1),
    Tensor.of('uint8', [2, 2], [5, 6, 7, 8]),
    scale(0.25),
    Tensor.scalar('uint8', 2),
    scale(0.5),
    Tensor.scalar('uint8', 0),
  ]),
  make('QLinearConv', [
    Tensor.of('uint8', [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    scale(0.5),
    Tensor.scalar('uint8', 1),
    Tensor.of('uint8', [1, 1, 2, 2], [5, 6, 7, 8]),
    scale(0.25),
    Tensor.scalar('uint8', 2),
    scale(0.5),
    Tensor.scalar('uint8', 0),
  ]),
  make('com.microsoft.QLinearAdd', [
    Tensor.of('uint8', [3], [1, 2, 3]),
    scale(0.5),
    Tensor.scalar('uint8', 1),
    Tensor.of('uint8', [3], [4, 5, 6]),
    scale(0.25),
    Tensor.scalar('uint8', 2),
    scale(0.5),
    Tensor.scalar('uint8', 0),
  ]),
];
