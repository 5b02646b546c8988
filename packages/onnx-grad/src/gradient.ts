import { GraphError } from './errors.js';
import type { Builder, Expression } from './expression.js';
import { describeNode } from './graph.js';
import { isComposite } from './operator.js';

/** One end of a reverse pass: a value and the cotangent that flows into it. */
export interface Cotangent {
  readonly of: Expression;
  readonly cotangent: Expression;
}

/**
 * Reverse-mode differentiation: appends to the graph the vector-Jacobian products of `sources` with respect to
 * `wrt`. One gradient rule a node, in reverse topological order; where paths meet, cotangents are summed.
 * @returns one expression for each of `wrt`, of its shape; zeros where nothing depends on it.
 * @throws GraphError for an operator that lies between and has no gradient rule.
 * @example const [slope] = vjp(builder, [{ of: y, cotangent }], [x])
 */
export function vjp(
  builder: Builder,
  sources: readonly Cotangent[],
  wrt: readonly Expression[],
): Expression[] {
  const nodes = [...builder.graph.nodes];
  const active = dependents(nodes, wrt, (name) => builder.isDetached(name));
  const cotangents = new Map<string, Expression>();
  const accumulate = (name: string, cotangent: Expression): void => {
    const sum = cotangents.get(name);
    cotangents.set(name, sum ? sum.add(cotangent) : cotangent);
  };
  for (const { of, cotangent } of sources) if (active.has(of.name)) accumulate(of.name, cotangent);

  for (const node of nodes.reverse()) {
    const incoming = node.outputs.map((name) => cotangents.get(name));
    const first = incoming.find((c) => c !== undefined);
    if (!first || !node.inputs.some((name) => active.has(name))) continue;
    const { call, entry } = builder.resolve(node);
    // a composite's own node is never in the graph: what it decomposed to is
    if (isComposite(entry) || entry.gradient === 'stops') continue;
    const results = entry.gradient({
      call,
      inputs: node.inputs.map((name) => (name ? builder.get(name) : (undefined as unknown as Expression))),
      outputs: node.outputs.map((name) => (name ? builder.get(name) : (undefined as unknown as Expression))),
      cotangents: incoming,
      cotangent: incoming[0] ?? first,
      wants: (i) => active.has(node.inputs[i] ?? ''),
    });
    node.inputs.forEach((name, i) => {
      const result = results[i];
      if (!result || !active.has(name)) return;
      const expected = builder.get(name).dims;
      if (result.dims.join() !== expected.join()) {
        throw new GraphError(
          `${describeNode(node)}: the gradient of input ${i} came out as [${result.dims.join()}], not [${expected.join()}]`,
        );
      }
      accumulate(name, result);
    });
  }
  return wrt.map((x) => cotangents.get(x.name) ?? builder.zeros(x));
}

/**
 * The gradient of a scalar with respect to each of `wrt`.
 * @example builder.output(gradient(builder, loss, [x])[0], 'gradient')
 */
export function gradient(builder: Builder, scalar: Expression, wrt: readonly Expression[]): Expression[] {
  if (scalar.dims.length > 0)
    throw new GraphError(`a gradient needs a scalar, not a value of shape [${scalar.dims.join()}]`);
  return vjp(builder, [{ of: scalar, cotangent: builder.scalar(1, scalar.type) }], wrt);
}

/** Names of all values that depend on one of `roots`, other than through values that are held fixed. */
function dependents(
  nodes: readonly { inputs: readonly string[]; outputs: readonly string[] }[],
  roots: readonly Expression[],
  isFixed: (name: string) => boolean,
): Set<string> {
  const names = new Set(roots.map((r) => r.name));
  for (const node of nodes) {
    if (node.inputs.some((name) => names.has(name)))
      for (const name of node.outputs) if (name && !isFixed(name)) names.add(name);
  }
  return names;
}
