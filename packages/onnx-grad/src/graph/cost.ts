import { findOperator } from '../operators/index.js';
import { Call, isComposite } from '../operators/operator.js';
import { Graph, type Node } from './graph.js';
import { type ValueType, sizeOf } from './tensor.js';

type TypeOf = (name: string) => ValueType | undefined;

/**
 * What a graph costs: floating-point operations of its convolutions and matrix products, two for each multiplication
 * with its sum. A scan counts as often as it iterates. Values whose shapes are not known count for nothing.
 * @example
 * const weights = builder.constant(Tensor.of('float32', [2, 3], [1, 2, 3, 4, 5, 6]));
 * builder.output(x.reshape([1, 2]).matmul(weights), 'y');
 * cost(finish(builder)); // 12: two for each of six products
 */
export function cost(graph: Graph, around: TypeOf = () => undefined): number {
  const typeOf: TypeOf = (name) => graph.types.get(name) ?? around(name);
  let total = 0;
  for (const node of graph.nodes) {
    total += 2 * multiplications(node, typeOf);
    const body = node.attributes.get('body');
    if (body instanceof Graph) total += iterations(node, typeOf) * cost(body, typeOf);
  }
  return total;
}

function multiplications(node: Node, typeOf: TypeOf): number {
  const operator = findOperator(node);
  const output = typeOf(node.outputs[0]!);
  if (!output || !operator || isComposite(operator) || !operator.multiplications) return 0;
  const call = new Call(node, node.inputs.map(typeOf), []);
  return operator.multiplications(call) * sizeOf(output.dims);
}

function iterations(node: Node, typeOf: TypeOf): number {
  const sequence = node.operator === 'Scan' ? typeOf(node.inputs.at(-1)!) : undefined;
  return sequence?.dims[0] ?? 1;
}
