import { Graph, type Node } from './graph.js';
import { type ValueType, sizeOf } from './tensor.js';

type TypeOf = (name: string) => ValueType | undefined;

/** Multiplications of one output element, by operator. */
const PRODUCTS: Readonly<Record<string, (node: Node, typeOf: TypeOf) => number>> = {
  // weights (filters, channels of a group, …kernel)
  Conv: (node, typeOf) => sizeOf(typeOf(node.inputs[1]!)?.dims.slice(1) ?? []),
  MatMul: (node, typeOf) => typeOf(node.inputs[0]!)?.dims.at(-1) ?? 0,
  Gemm: (node, typeOf) => typeOf(node.inputs[0]!)?.dims[node.attributes.get('transA') === 1 ? 0 : 1] ?? 0,
};

/**
 * Floating-point operations of a graph's convolutions and matrix products: two for each multiplication with its sum.
 * A scan counts as often as it iterates.
 * @example const operations = arithmetic(finish(builder))
 */
export function arithmetic(graph: Graph, around: TypeOf = () => undefined): number {
  const typeOf: TypeOf = (name) => graph.types.get(name) ?? around(name);
  let total = 0;
  for (const node of graph.nodes) {
    const products = PRODUCTS[node.operator]?.(node, typeOf) ?? 0;
    total += 2 * products * sizeOf(typeOf(node.outputs[0]!)?.dims ?? [0]);
    const body = node.attributes.get('body');
    if (body instanceof Graph) total += iterations(node, typeOf) * arithmetic(body, typeOf);
  }
  return total;
}

function iterations(node: Node, typeOf: TypeOf): number {
  const sequence = node.operator === 'Scan' ? typeOf(node.inputs.at(-1)!) : undefined;
  return sequence?.dims[0] ?? 1;
}
