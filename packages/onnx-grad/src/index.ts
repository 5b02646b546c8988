export { arithmetic } from './arithmetic.js';
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
} from './expression.js';
export { type Cotangent, gradient, vjp } from './gradient.js';
export {
  type Attribute,
  type Dimension,
  Graph,
  type GraphInput,
  type Node,
  describeNode,
  sortNodes,
} from './graph.js';
export { evaluate } from './evaluate.js';
export { type Instance, type Instantiation, instantiate } from './instantiate.js';
export { type ReadOptions, externalDataFiles, readModel } from './onnx/read.js';
export { type Iteration, sumOver } from './scan.js';
export { writeModel } from './onnx/write.js';
export {
  type Backward,
  Call,
  type Composite,
  type CompositeTable,
  type Operator,
  type OperatorTable,
} from './operator.js';
export { composites, findOperator, operators } from './operators/index.js';
export { pickChannel } from './pick.js';
export { ALL_PASSES, type Passes, cut, finish, fold, prune } from './passes.js';
export {
  DATA_TYPES,
  type DataType,
  ELEMENT_SIZE,
  Tensor,
  type ValueType,
  sizeOf,
  stridesOf,
} from './tensor.js';
