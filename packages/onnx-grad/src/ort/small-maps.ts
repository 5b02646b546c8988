import type { Builder } from '../ad/expression.js';
import { type Attribute, type Graph, type Node, readsOf } from '../graph/graph.js';
import { Tensor, type ValueType } from '../graph/tensor.js';

/** A depthwise convolution that a matrix can take the place of. */
interface Depthwise {
  readonly x: ValueType;
  readonly y: ValueType;
  readonly w: ValueType;
  /** Which tap of the kernel, row-major, an input position is seen through from an output position; or none. */
  readonly tap: (from: number, to: number) => number | undefined;
}

/**
 * Depthwise convolutions of small maps as products with matrices over all positions, a matrix a channel: a runtime that
 * takes its channels one by one spends more on beginning with each than on its arithmetic. The matrices are made of the
 * kernels by nodes of the graph, which a runtime computes once. The same sums, in another order.
 * @example const graph = denseOnSmallMaps(prune(builder.graph), builder)
 */
export function denseOnSmallMaps(graph: Graph, builder: Builder): Graph {
  const most = builder.target.smallMaps;
  if (most === 0) return graph;
  const made = graph.clone();
  const constant = new Set<string>();
  const isConstant = (name: string): boolean => constant.has(name) || builder.valueOf(name) !== undefined;
  const nodes = graph.nodes.flatMap((node) => {
    if (node.inputs.length > 0 && readsOf(node).every(isConstant))
      for (const name of node.outputs) constant.add(name);
    const found = depthwise(graph, node, most);
    return found && isConstant(node.inputs[1]!) ? asProduct(made, node, found) : [node];
  });
  made.replaceNodes(nodes);
  return made;
}

/** What is known of a depthwise convolution of one filter a channel and of a map of so many positions at most. */
function depthwise(graph: Graph, node: Node, most: number): Depthwise | undefined {
  const { operator, domain, inputs, outputs, attributes } = node;
  if (operator !== 'Conv' || domain !== '') return undefined;
  const [x, w] = [inputs[0]!, inputs[1]!].map((name) => graph.types.get(name));
  const y = graph.types.get(outputs[0]!);
  if (x?.dims.length !== 4 || !w || !y) return undefined;
  const [, channels, height, width] = x.dims as [number, number, number, number];
  const isDepthwise = channels > 1 && attributes.get('group') === channels && w.dims[0] === channels;
  if (!isDepthwise || height * width > most || y.dims[2]! * y.dims[3]! > most) return undefined;
  // what is padded by its size is left as it is
  if ((attributes.get('auto_pad') ?? 'NOTSET') !== 'NOTSET') return undefined;
  const ints = (name: string, usual: number): readonly number[] =>
    (attributes.get(name) as readonly number[] | undefined) ?? [usual, usual, usual, usual];
  const [pads, strides, dilations] = [ints('pads', 0), ints('strides', 1), ints('dilations', 1)];
  const along = (axis: 0 | 1, from: number, to: number): number | undefined => {
    const tap = (from + pads[axis]! - to * strides[axis]!) / dilations[axis]!;
    return Number.isInteger(tap) && tap >= 0 && tap < w.dims[2 + axis]! ? tap : undefined;
  };
  const tap = (from: number, to: number): number | undefined => {
    const row = along(0, Math.floor(from / width), Math.floor(to / y.dims[3]!));
    const column = along(1, from % width, to % y.dims[3]!);
    return row === undefined || column === undefined ? undefined : row * w.dims[3]! + column;
  };
  return { x, y, w, tap };
}

/** (n, c, h, w) → (c, n, h · w), times (c, h · w, h' · w'), and back. */
function asProduct(graph: Graph, node: Node, { x, y, w, tap }: Depthwise): Node[] {
  const [images, channels] = x.dims as [number, number];
  const [from, to] = [x, y].map(({ dims }) => dims[2]! * dims[3]!) as [number, number];
  const taps = w.dims[2]! * w.dims[3]!;
  const [source, kernels, bias] = node.inputs;
  const output = node.outputs[0]!;
  const nodes: Node[] = [];

  const constant = (name: string, tensor: Tensor): string => {
    const own = `${output}~${name}`;
    graph.initializers.set(own, tensor);
    graph.types.set(own, tensor);
    return own;
  };
  const apply = (
    operator: string,
    inputs: readonly string[],
    dims: readonly number[],
    { name = operator, attributes = {} }: { name?: string; attributes?: Record<string, Attribute> } = {},
  ): string => {
    const own = name === output ? output : `${output}~${name}`;
    graph.types.set(own, { type: x.type, dims });
    nodes.push({
      ...node,
      ...{ name: `${node.name}~${name}`, operator, inputs, outputs: [own] },
      attributes: new Map(Object.entries(attributes)),
    });
    return own;
  };
  const shaped = (value: string, dims: readonly number[], name: string): string =>
    apply('Reshape', [value, constant(`${name} shape`, Tensor.ints(dims))], dims, { name });

  // each place of the matrices has its tap, or the zero behind the taps
  const places = Array.from({ length: from * to }, (_, i) => tap(Math.floor(i / to), i % to) ?? taps);
  const zero = constant('zero', Tensor.of(w.type, [channels, 1], new Float64Array(channels)));
  const extended = apply('Concat', [shaped(kernels!, [channels, taps], 'taps'), zero], [channels, taps + 1], {
    attributes: { axis: 1 },
  });
  const matrices = apply(
    'Gather',
    [extended, constant('places', Tensor.of('int64', [from, to], places))],
    [channels, from, to],
    { attributes: { axis: 1 } },
  );

  const swap = { perm: [1, 0, 2] };
  const rows = apply(
    'Transpose',
    [shaped(source!, [images, channels, from], 'positions')],
    [channels, images, from],
    {
      attributes: swap,
    },
  );
  let product = apply('MatMul', [rows, matrices], [channels, images, to]);
  if (bias) product = apply('Add', [product, shaped(bias, [channels, 1, 1], 'bias')], [channels, images, to]);
  const back = apply('Transpose', [product], [images, channels, to], { name: 'back', attributes: swap });
  shaped(back, y.dims, output);
  return nodes;
}
