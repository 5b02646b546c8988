import { type Builder, type Call, type Graph, type Node, cut, reducedAxes, resolveNode } from 'onnx-grad';
import { bottlenecks } from '../bottlenecks.js';
import { type Marks, largest, spread, taken, together, uniform } from './marks.js';
import { factors, moved } from './moving.js';
import { NOWHERE, type Placed } from './placed.js';

/** What is asked about: a value, or one channel of it. */
export interface Target {
  readonly name: string;
  readonly channel?: { readonly axis: number; readonly unit: number };
}

/**
 * The last of some values whose positions matter to the targets: what lies at them is on some way there, class tokens
 * aside. Where a network reads its class token alone, what its last block makes of patches matters to nothing. What leads
 * into attention alone is left out, queries, keys, values and what they are made of, unless all that the targets see
 * passes there.
 * @param values in order, by their names in the builder's graph
 * @returns the value's name there; undefined where no position of any matters
 */
export function lastThatMatters(
  builder: Builder,
  input: string,
  values: ReadonlyMap<string, Placed>,
  targets: readonly Target[],
): string | undefined {
  const ends = targets.map(({ name }) => name);
  const graph = withoutKnown(builder, cut(builder.graph, ends));
  const names = layersAmong(graph, input, values);
  const rank = new Map(names.map((name, i) => [name, i + 1]));
  const reached = new Map<string, Marks>([[input, uniform(builder.get(input).dims, 0)]]);
  for (const node of graph.nodes) {
    if (!node.inputs.some((name) => reached.has(name))) continue;
    reachOf(builder, node, reached).forEach((marks, i) => {
      const name = node.outputs[i]!;
      const own = rank.get(name);
      reached.set(name, own ? stamped(marks, values.get(name)!.marks, own) : marks);
    });
  }
  const most = ({ name, channel }: Target): number => {
    const marks = reached.get(name);
    if (!marks) return 0;
    return largestOf(channel ? taken(marks, channel.axis, [channel.unit], 0) : marks);
  };
  return names[targets.reduce((high, target) => Math.max(high, most(target)), 0) - 1];
}

const largestOf = ({ data }: Marks): number => data.reduce((a, b) => Math.max(a, b));

/** Marks with a value's own number where it has positions: it is larger than those before it. */
function stamped(marks: Marks, { dims, own, data }: Marks, number: number): Marks {
  if (!data.includes(NOWHERE)) return uniform(dims, number);
  return (
    together(marks, { dims, own, data }, (a, b) => (b === NOWHERE ? a : number)) ?? uniform(dims, number)
  );
}

/**
 * Those of some values that people would call a layer: they lead into no attention, or all that the targets see passes
 * there or there is a way around it, and they are more than its queries, keys and values.
 */
function layersAmong(graph: Graph, input: string, values: ReadonlyMap<string, Placed>): string[] {
  const narrow = new Set(bottlenecks(graph, input).map((node) => node.outputs[0]!));
  const seen = new Set([input]);
  const projected = new Set<string>();
  for (const node of graph.nodes) {
    const from = node.inputs.filter((name) => seen.has(name));
    if (!from.length) continue;
    const projects = PRODUCTS.has(node.operator) || (from.length === 1 && projected.has(from[0]!));
    for (const name of node.outputs) {
      seen.add(name);
      if (projects && from.length === 1) projected.add(name);
    }
  }
  const [before, outside] = [new Set<string>(), new Set(graph.outputs)];
  for (const node of [...graph.nodes].reverse()) {
    const attends = PRODUCTS.has(node.operator) && node.inputs.every((name) => seen.has(name));
    if (attends || node.outputs.some((name) => before.has(name)))
      for (const name of node.inputs) before.add(name);
    if (!attends && node.outputs.some((name) => outside.has(name)))
      for (const name of node.inputs) outside.add(name);
  }
  const isLayer = (name: string): boolean =>
    !before.has(name) ||
    (projected.has(name) ? narrow.has(name) && outside.has(name) : narrow.has(name) || outside.has(name));
  return [...values.keys()].filter(isLayer);
}

const PRODUCTS: ReadonlySet<string> = new Set(['MatMul', 'Gemm']);

/** Without what follows from shapes alone: no element passes there. */
function withoutKnown(builder: Builder, graph: Graph): Graph {
  const left = graph.clone();
  const isKnown = (node: Node): boolean => node.outputs.every((name) => !name || builder.valueOf(name));
  left.nodes.splice(0, Infinity, ...graph.nodes.filter((node) => !isKnown(node)));
  return left;
}

/** The last value that reaches each element of what a node makes, from those that reach what it reads. */
function reachOf(builder: Builder, node: Node, reached: ReadonlyMap<string, Marks>): readonly Marks[] {
  const { types } = builder.graph;
  const inputs = node.inputs.map((name) => reached.get(name));
  const outputs = node.outputs.map((name) => types.get(name)?.dims ?? []);
  const all = (): number => inputs.reduce((most, x) => (x ? Math.max(most, largestOf(x)) : most), 0);
  const { call, operator } = resolveNode(builder, node);
  // the range that a quantizer finds is taken as given
  if (node.operator === 'DynamicQuantizeLinear')
    return outputs.map((dims, i) => (i === 0 && inputs[0] ? inputs[0] : uniform(dims, 0)));
  const made = moved({ call, inputs, outputs, fill: 0 }) ?? [
    operator.elementwise ? most(inputs, outputs[0]!) : computed(call, inputs, outputs[0]!),
  ];
  return outputs.map((dims, i) => made[i] ?? uniform(dims, all()));
}

/** Of a node with one output that computes, and not element by element; undefined where each of its elements may be made of all that it reads. */
function computed(
  call: Call,
  inputs: readonly (Marks | undefined)[],
  dims: readonly number[],
): Marks | undefined {
  const [a, b] = inputs;
  const rank = dims.length;
  const { operator } = call.node;
  if (operator === 'QuantizeLinear' || operator === 'DequantizeLinear') return a;
  if (operator === 'Softmax' || operator === 'LogSoftmax')
    return a && largest(a, [call.axis(call.number('axis', -1), rank)]);
  if (operator.startsWith('Reduce') && a) {
    const axes = reducedAxes(call);
    const summed = largest(a, axes);
    const own = rank === a.dims.length ? summed.own : summed.own.filter((_, i) => !axes.includes(i));
    return own.length === rank ? { dims, own, data: summed.data } : undefined;
  }
  if ((operator === 'MatMul' || operator === 'Gemm') && call.dims(0).length > 1 && call.dims(1).length > 1) {
    const [left, right] = factors(call, [a, b]);
    const rows = left && largest(left, [left.dims.length - 1]);
    const columns = right && largest(right, [right.dims.length - 2]);
    // each row of attention is made of all keys and values
    const few = columns && rows ? largest(columns, [columns.dims.length - 1]) : columns;
    return most([rows, few], dims);
  }
  const isPointwise =
    operator === 'Conv' &&
    call
      .dims(1)
      .slice(2)
      .every((d) => d === 1);
  if (isPointwise && a?.dims.slice(2).join() === dims.slice(2).join()) return { ...largest(a, [1]), dims };
  return undefined;
}

const most = (inputs: readonly (Marks | undefined)[], dims: readonly number[]): Marks | undefined =>
  inputs.reduce<Marks | undefined>((found, x) => {
    if (!x) return found;
    const whole = spread(x, dims);
    return found ? together(found, whole, Math.max) : whole;
  }, undefined);
