import { GraphError } from '../errors.js';
import { findOperator } from '../operators/index.js';
import { Call, isComposite } from '../operators/operator.js';
import { type Graph, describeNode } from './graph.js';
import { Tensor, type ValueType } from './tensor.js';

/**
 * Runs a graph by the operators' reference rules, in the arithmetic of its element types. For small graphs: it is the
 * yardstick that gradients are checked against, not a runtime.
 * @example
 * builder.output(x.relu(), 'y');
 * const { y } = evaluate(finish(builder), { x: Tensor.of('float32', [2], [2, -3]) });
 * [...y.numbers]; // [2, 0]
 */
export function evaluate(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const values = new Map<string, Tensor>(graph.initializers);
  for (const input of graph.inputs) {
    const feed = feeds[input.name];
    if (!feed) throw new GraphError(`the input "${input.name}" is not given`);
    values.set(input.name, feed);
  }
  for (const node of graph.nodes) {
    const operator = findOperator(node);
    if (!operator || isComposite(operator))
      throw new GraphError(`${describeNode(node)} cannot be evaluated as it is`);
    const inputs = node.inputs.map((name) => (name ? values.get(name) : undefined));
    const call = new Call(node, inputs, inputs);
    const types: ValueType[] = operator.infer(call);
    const outputs = operator.evaluate(call, inputs, types);
    node.outputs.forEach((name, i) => name && values.set(name, outputs[i]!));
  }
  return Object.fromEntries(graph.outputs.map((name) => [name, values.get(name)!]));
}
