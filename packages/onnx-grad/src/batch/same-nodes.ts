import type { Builder } from '../ad/expression.js';
import { type Attribute, Graph, type Node } from '../graph/graph.js';
import { isSame } from '../graph/instantiate.js';
import { Tensor } from '../graph/tensor.js';

/** Operators whose further inputs say what shape their output has, and nothing else. */
const SHAPED = new Set(['Reshape', 'Expand', 'ConstantOfShape']);

/**
 * Whether one network, copied for one image and for two, computes a value by the same nodes and constants, so that
 * nothing but shapes follows the number of images. What a table or a factor makes of that number shows here.
 * @param one a graph with the network for one image
 * @param two a graph with the same network for two
 * @returns whether that is so, of a value's name in the first
 * @example
 * const [one, two] = [1, 2].map((n) => {
 *   const builder = new Builder();
 *   builder.output(builder.input('x', 'float32', [n, 3]).relu(), 'y');
 *   return builder;
 * });
 * sameNodes(one, two)('y'); // true: nothing follows the number of images but shapes
 */
export function sameNodes(one: Builder, two: Builder): (name: string) => boolean {
  const [a, b] = [one.graph.nodes, two.graph.nodes];
  if (a.length !== b.length) return () => false;
  const twin = new Map(one.graph.inputs.map(({ name }, i) => [name, two.graph.inputs[i]!.name]));
  const different = new Set<string>();
  const sameInput = (from: string, to: string, shape: boolean): boolean => {
    if (!from || !to) return from === to;
    const [known, other] = [one.valueOf(from), two.valueOf(to)];
    if (known && other) return shape || isSame(known, other);
    return twin.get(from) === to && !different.has(from);
  };
  a.forEach((node, i) => {
    const other = b[i]!;
    const same =
      node.operator === other.operator &&
      sameAttributes(node, other) &&
      node.inputs.length === other.inputs.length &&
      node.inputs.every((name, k) => sameInput(name, other.inputs[k]!, SHAPED.has(node.operator) && k > 0));
    node.outputs.forEach((name, k) => {
      twin.set(name, other.outputs[k] ?? '');
      if (!same) different.add(name);
    });
  });
  return (name) => !different.has(name);
}

const sameAttributes = (a: Node, b: Node): boolean =>
  a.attributes.size === b.attributes.size &&
  [...a.attributes].every(([name, value]) => sameAttribute(value, b.attributes.get(name)));

function sameAttribute(a: Attribute, b: Attribute | undefined): boolean {
  if (a instanceof Tensor && b instanceof Tensor) return isSame(a, b);
  if (a instanceof Graph || b instanceof Graph) return a === b;
  return JSON.stringify(a) === JSON.stringify(b);
}
