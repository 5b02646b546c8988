import { GraphError } from './errors.js';
import type { Builder, Expression } from './expression.js';
import type { Graph, Node } from './graph.js';

export interface Instantiation {
  /** What each of the model's inputs is bound to. */
  readonly inputs: ReadonlyMap<string, Expression>;
  /** Put before the names of the copy's values. Weights keep their names and are shared by all copies of a model. */
  readonly prefix?: string;
}

/**
 * Copies a model's nodes into a graph under construction, where they are typed at the shapes of the bound inputs.
 * @returns a look-up of the copy's values by their names in the model.
 * @throws GraphError for an operator that is not supported and for shapes that do not fit.
 */
export function instantiate(builder: Builder, model: Graph, { inputs, prefix = '' }: Instantiation): (name: string) => Expression {
  const bound = new Map<string, string>();
  for (const [name, value] of inputs) bound.set(name, value.name);
  const weights = (name: string): string => `weights:${name}`;
  const rename = (name: string): string => {
    if (!name) return '';
    const known = bound.get(name);
    if (known !== undefined) return known;
    const tensor = model.initializers.get(name);
    if (!tensor) throw new GraphError(`the model's input "${name}" is not bound`);
    if (!builder.has(weights(name))) builder.constant(tensor, weights(name));
    bound.set(name, weights(name));
    return weights(name);
  };
  for (const [domain, version] of model.opsets) {
    builder.graph.opsets.set(domain, Math.max(version, builder.graph.opsets.get(domain) ?? 0));
  }
  for (const node of model.nodes) {
    const copy: Node = {
      ...node,
      name: `${prefix}${node.name}`,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map((name) => name && `${prefix}${name}`),
    };
    builder.append(copy);
    for (const name of node.outputs) if (name) bound.set(name, `${prefix}${name}`);
  }
  return (name) => builder.get(rename(name));
}
