import type { Node } from '../graph.js';
import type { Operator, OperatorTable } from '../operator.js';
import { convolutions } from './convolution.js';
import { elementwise } from './elementwise.js';
import { linear } from './linear.js';
import { normalizations } from './normalization.js';
import { poolings } from './pooling.js';
import { reductions } from './reduction.js';
import { shape } from './shape.js';

/** Every supported operator. To add one, add its entry to the file of its kind. */
export const operators: OperatorTable = {
  ...elementwise,
  ...shape,
  ...reductions,
  ...linear,
  ...convolutions,
  ...poolings,
  ...normalizations,
};

export function findOperator(node: Pick<Node, 'operator' | 'domain'>): Operator | undefined {
  const name = node.domain ? `${node.domain}.${node.operator}` : node.operator;
  return Object.hasOwn(operators, name) ? operators[name] : undefined;
}
