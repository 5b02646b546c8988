import { GraphError } from '../errors.js';
import { isFloat } from '../graph/data-type.js';
import { type Node, describeNode } from '../graph/graph.js';
import { findOperator } from '../operators/index.js';
import { byRule, isComposite } from '../operators/operator.js';
import type { Builder, Expression } from './expression.js';
import { resolveNode } from './resolve.js';

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
 * @example
 * const y = x.square();
 * const cotangent = builder.constant(Tensor.of('float32', [2], [1, 10]));
 * builder.output(vjp(builder, [{ of: y, cotangent }], [x])[0], 'slope');
 * const { slope } = evaluate(finish(builder), { x: Tensor.of('float32', [2], [3, 4]) });
 * [...slope.numbers]; // [6, 80]
 */
export function vjp(
  builder: Builder,
  sources: readonly Cotangent[],
  wrt: readonly Expression[],
): Expression[] {
  const { nodes, readers } = between(builder, sources, wrt);
  const cotangents = new Map<string, Expression>();
  const accumulate = (name: string, cotangent: Expression): void => {
    const sum = cotangents.get(name);
    cotangents.set(name, sum ? sum.add(cotangent) : cotangent);
  };
  for (const { of, cotangent } of sources) if (readers.has(of.name)) accumulate(of.name, cotangent);

  for (const node of nodes) {
    const incoming = node.outputs.map((name) => cotangents.get(name));
    const first = incoming.find((c) => c !== undefined);
    if (!first) continue;
    const { inputs, results } = backward(builder, node, incoming, first, readers);
    inputs.forEach((name, i) => {
      const result = results[i];
      if (!result || !readers.has(name)) return;
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
 * @example
 * const [slope] = gradient(builder, x.square().sum(), [x]);
 * builder.output(slope, 'slope');
 * const { slope: at } = evaluate(finish(builder), { x: Tensor.of('float32', [2], [3, 4]) });
 * [...at.numbers]; // [6, 8]
 */
export function gradient(builder: Builder, scalar: Expression, wrt: readonly Expression[]): Expression[] {
  if (scalar.dims.length > 0)
    throw new GraphError(`a gradient needs a scalar, not a value of shape [${scalar.dims.join()}]`);
  return vjp(builder, [{ of: scalar, cotangent: builder.scalar(1, scalar.type) }], wrt);
}

/** Cotangents of what a node's outputs depend on: by the rule of the value it makes, or of its operator. */
function backward(
  builder: Builder,
  node: Node,
  cotangents: readonly (Expression | undefined)[],
  first: Expression,
  readers: ReadonlyMap<string, number>,
): { inputs: readonly string[]; results: readonly (Expression | undefined)[] } {
  const own = builder.ruleOf(node.outputs[0]!);
  if (own) return { inputs: own.of.map((x) => x.name), results: own.rule(first) };
  const { call, operator } = resolveNode(builder, node);
  // a composite's own node is never in the graph: what it decomposed to is
  if (isComposite(operator) || operator.gradient === 'stops') return { inputs: node.inputs, results: [] };
  const values = (names: readonly string[]): Expression[] =>
    names.map((name) => (name ? builder.get(name) : (undefined as unknown as Expression)));
  const { gradient: rule } = operator;
  const results = byRule(node, () =>
    rule({
      call,
      inputs: values(node.inputs),
      outputs: values(node.outputs),
      cotangents,
      cotangent: cotangents[0] ?? first,
      wants: (i) => readers.has(node.inputs[i] ?? ''),
      isOnlyReader: (i) => readers.get(node.inputs[i]!) === 1,
    }),
  );
  return { inputs: node.inputs, results };
}

/**
 * What lies between sources and `wrt`: the nodes, last first, and of each value that a cotangent may come to, how many
 * of them (and of the sources) it may come from.
 */
function between(builder: Builder, sources: readonly Cotangent[], wrt: readonly Expression[]) {
  const active = dependents(builder, wrt);
  const readers = new Map<string, number>();
  const read = (name: string): void => {
    if (active.has(name)) readers.set(name, (readers.get(name) ?? 0) + 1);
  };
  for (const { of } of sources) read(of.name);
  const nodes = [...builder.graph.nodes].reverse().filter((node) => {
    if (!node.outputs.some((name) => readers.has(name))) return false;
    const inputs = builder.ruleOf(node.outputs[0]!)?.of.map((x) => x.name) ?? node.inputs;
    if (!inputs.some((name) => active.has(name))) return false;
    new Set(inputs).forEach(read);
    return true;
  });
  return { nodes, readers };
}

/**
 * Names of all values that depend on one of `roots`, other than through values that are held fixed and operators that
 * no gradient passes.
 */
function dependents(builder: Builder, roots: readonly Expression[]): Set<string> {
  const names = new Set(roots.map((r) => r.name));
  for (const node of builder.graph.nodes) {
    const inputs = builder.ruleOf(node.outputs[0]!)?.of.map((x) => x.name) ?? node.inputs;
    if (!inputs.some((name) => names.has(name)) || stops(builder, node)) continue;
    for (const name of node.outputs) if (name && !builder.isDetached(name)) names.add(name);
  }
  return names;
}

/** Whether no gradient passes a node: whole numbers have none, but where quantization makes them. */
function stops(builder: Builder, node: Node): boolean {
  const operator = findOperator(node);
  if (!operator || isComposite(operator)) return false;
  if (operator.gradient === 'stops') return true;
  const [from, to] = [node.inputs[0], node.outputs[0]].map((name) => builder.graph.types.get(name ?? ''));
  return node.operator === 'Cast' && !!from && !!to && isFloat(from.type) && !isFloat(to.type);
}
