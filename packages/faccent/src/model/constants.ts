import { type Graph, type Node, Tensor } from 'onnx-grad';

/** The nodes that make a graph's values. */
export type Producers = ReadonlyMap<string, Node>;

/** Of a value that a `Constant` makes, that node's attributes. */
const attributesOf = (producers: Producers, value: string): Node['attributes'] | undefined => {
  const node = producers.get(value);
  return node?.operator === 'Constant' ? node.attributes : undefined;
};

/** Whether a value is a constant: an initializer, or what a `Constant` makes. */
export const isConstant = (graph: Graph, producers: Producers, value: string): boolean =>
  graph.initializers.has(value) || attributesOf(producers, value) !== undefined;

/**
 * A constant's numbers, whatever its shape.
 * @param most undefined where there are more: weights are not copied to be looked at
 */
export function constantNumbers(
  graph: Graph,
  producers: Producers,
  value: string,
  most: number,
): number[] | undefined {
  const attributes = attributesOf(producers, value);
  const held = graph.initializers.get(value) ?? attributes?.get('value');
  if (held instanceof Tensor) return held.size <= most ? [...held.numbers] : undefined;
  const single = attributes?.get('value_float') ?? attributes?.get('value_int');
  return typeof single === 'number' ? [single] : undefined;
}
