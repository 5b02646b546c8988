export { GraphError, readable } from './errors.js';
export { Builder, OPSET } from './ad/builder.js';
export {
  type Attributes,
  Expression,
  type GradientRule,
  type Operand,
  type Redirect,
} from './ad/expression.js';
export { type Cotangent, gradient, vjp } from './ad/gradient.js';
export { type Iteration, sumOver } from './ad/scan.js';
export { PORTABLE, type Target } from './ad/target.js';
export {
  type BatchInstance,
  type BatchInstantiation,
  type Given,
  type Held,
  type HeldShape,
  type Place,
  axisImagesFirst,
  checkOneRow,
  dimsImagesFirst,
  heldDims,
  imagesFirst,
  instantiateEach,
  isHeld,
  sameNodes,
} from './batch/index.js';
export { cost } from './graph/cost.js';
export { DATA_TYPES, type DataType, ELEMENT_SIZE } from './graph/data-type.js';
export { evaluate } from './graph/evaluate.js';
export {
  type Attribute,
  type Dimension,
  Graph,
  type GraphInput,
  type ModuleScope,
  type Node,
  describeNode,
  sortNodes,
} from './graph/graph.js';
export { type Instance, type Instantiation, instantiate } from './graph/instantiate.js';
export { type Memory, memoryOf } from './graph/memory.js';
export { ALL_PASSES, type Passes, cut, finish, fold, prune } from './graph/passes.js';
export { Tensor, type ValueType, sizeOf, stridesOf } from './graph/tensor.js';
export { type Module, findModules } from './onnx/modules.js';
export { nameValues } from './onnx/names.js';
export { modulePath } from './onnx/torch-names.js';
export { type ReadOptions, externalDataFiles, readModel } from './onnx/read.js';
export { type StoredBytes, type WriteOptions, writeModel } from './onnx/write.js';
export { findOperator, operators } from './operators/index.js';
export { reducedAxes } from './operators/reduction.js';
export { resolveNode } from './ad/resolve.js';
export {
  type Backward,
  Call,
  type Composite,
  type Operator,
  type OperatorTable,
  type Primitive,
  isComposite,
} from './operators/operator.js';
export type { Traits } from './operators/traits.js';
export { inReadyOrder } from './ort/order.js';
export { pickChannel } from './ort/pick.js';
