import type { Node } from '../graph/graph.js';
import type { Composite, CompositeTable, Operator, OperatorTable } from './operator.js';
import { activations } from './activations.js';
import { attention } from './attention.js';
import { convolutions } from './convolution.js';
import { einsum } from './einsum.js';
import { elementwise } from './elementwise.js';
import { fused } from './fused.js';
import { indexing, indexingComposites } from './indexing.js';
import { linear } from './linear.js';
import { normalizationComposites, normalizations } from './normalization.js';
import { poolings } from './pooling.js';
import { quantization, quantizationComposites } from './quantization.js';
import { reductions } from './reduction.js';
import { resizing } from './resize.js';
import { shape } from './shape.js';

/** Every operator with rules of its own. To add one, add its entry to the file of its kind. */
export const operators: OperatorTable = {
  ...elementwise,
  ...shape,
  ...indexing,
  ...reductions,
  ...linear,
  ...convolutions,
  ...poolings,
  ...normalizations,
  ...quantization,
};

/** Every operator that is written in terms of others. */
export const composites: CompositeTable = {
  ...activations,
  ...normalizationComposites,
  ...einsum,
  ...resizing,
  ...indexingComposites,
  ...quantizationComposites,
  ...attention,
  ...fused,
};

/**
 * The rules of a node's operator; undefined where there are none.
 * @example findOperator({ operator: 'Conv', domain: '' })
 */
export function findOperator(node: Pick<Node, 'operator' | 'domain'>): Operator | Composite | undefined {
  const name = node.domain ? `${node.domain}.${node.operator}` : node.operator;
  if (Object.hasOwn(operators, name)) return operators[name];
  return Object.hasOwn(composites, name) ? composites[name] : undefined;
}
