export { arithmetic } from './graph/cost.js';
export { GraphError } from './errors.js';
export {
  type Attributes,
  Builder,
  Expression,
  type GradientRule,
  type Operand,
  OPSET,
  PORTABLE,
  type Target,
} from './ad/expression.js';
export { type Cotangent, gradient, vjp } from './ad/gradient.js';
export {
  type Attribute,
  type Dimension,
  Graph,
  type GraphInput,
  type Node,
  describeNode,
  sortNodes,
} from './graph/graph.js';
export { evaluate } from './graph/evaluate.js';
export { type Instance, type Instantiation, instantiate } from './graph/instantiate.js';
export { type ReadOptions, externalDataFiles, readModel } from './onnx/read.js';
export { type Iteration, sumOver } from './ad/scan.js';
export { writeModel } from './onnx/write.js';
export {
  type Backward,
  Call,
  type Composite,
  type CompositeTable,
  type Operator,
  type OperatorTable,
} from './operators/operator.js';
export { composites, findOperator, operators } from './operators/index.js';
export { pickChannel } from './ort/pick.js';
export { ALL_PASSES, type Passes, cut, finish, fold, prune } from './graph/passes.js';
export {
  DATA_TYPES,
  type DataType,
  ELEMENT_SIZE,
  Tensor,
  type ValueType,
  sizeOf,
  stridesOf,
} from './graph/tensor.js';
