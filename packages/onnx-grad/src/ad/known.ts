import { isFloat } from '../graph/data-type.js';
import { type Tensor, type ValueType, sizeOf, largest } from '../graph/tensor.js';
import type { Call, Primitive } from '../operators/operator.js';

/** Constants up to this many elements are tracked through the graph, so that shape arithmetic is known. */
const TRACKED_ELEMENTS = 1 << 16;

/** Reals seldom are part of it, and weights are many: the runtime folds them faster. */
const TRACKED_REALS = 1 << 8;

/** How much is worked out for one graph, in elements: a file may have thousands of nodes of constants. */
export const MOST_WORKED_OUT = 2 ** 25;

/**
 * What a node makes of inputs that are known when the graph is built; undefined where that is more than shape
 * arithmetic is made of.
 */
export function knownOutputs(
  operator: Primitive,
  call: Call,
  types: readonly ValueType[],
  budget: { left: number },
): readonly Tensor[] | undefined {
  const values = call.node.inputs.map((_, i) => call.constant(i));
  const size = largest([...types.map((t) => sizeOf(t.dims)), ...values.map((v) => v?.size ?? 0)]);
  const real = types.every((t) => isFloat(t.type));
  if (size > (real ? TRACKED_REALS : TRACKED_ELEMENTS) || size > budget.left) return undefined;
  budget.left -= size;
  return operator.evaluate(call, values, types);
}
