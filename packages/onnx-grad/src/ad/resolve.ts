import { GraphError } from '../errors.js';
import { type Node, describeNode } from '../graph/graph.js';
import { findOperator } from '../operators/index.js';
import { Call } from '../operators/operator.js';
import type { Builder } from './expression.js';

const DRAWS = /random|^(?:Bernoulli|Multinomial)$/i;

/** Why there is no such operator, and what to do. */
function unsupported({ domain, operator }: Node): string {
  if (domain === 'com.microsoft.nchwc')
    return (
      'ONNX Runtime optimized this file for one kind of processor, and nothing else reads it; ' +
      'use the file that it was made of, or optimize that at the level ORT_ENABLE_EXTENDED'
    );
  if (DRAWS.test(operator))
    return 'this draws at random, as layers do that augment pictures for training; export the network without them';
  return (
    'this operator is not supported; docs/operators.md lists those that are. ' +
    'Choose a layer that comes before it in the network'
  );
}

/**
 * A node's operator and what is known of its inputs.
 * @throws GraphError where there is no such operator, or not all that it reads
 * @example
 * const y = x.relu();
 * const { call, operator } = resolveNode(builder, builder.producer(y.name)!);
 * call.dims(0); // [2]
 * operator === operators.Relu; // true
 */
export function resolveNode(builder: Builder, node: Node) {
  const operator = findOperator(node);
  if (!operator) throw new GraphError(`${describeNode(node)}: ${unsupported(node)}`);
  const types = node.inputs.map((name) => {
    if (!name) return undefined;
    const type = builder.graph.types.get(name);
    if (!type) throw new GraphError(`${describeNode(node)} reads "${name}", which is not in the graph`);
    return type;
  });
  checkAxis(node, types[0]?.dims.length);
  const values = node.inputs.map((name) => (name ? builder.valueOf(name) : undefined));
  return { call: new Call(node, types, values), operator, values };
}

/** Whichever operator it is: `axis` is a place among the axes of the first input, or behind them. */
function checkAxis(node: Node, rank: number | undefined): void {
  const axis = node.attributes.get('axis');
  if (axis === undefined || rank === undefined || (node.domain !== '' && typeof axis !== 'number')) return;
  if (!(Number.isInteger(axis) && Math.abs(axis as number) <= rank + 1))
    throw new GraphError(
      `${describeNode(node)} has the axis ${typeof axis === 'object' ? 'of no number' : `"${axis}"`}, of a value that has ${rank}`,
    );
}
