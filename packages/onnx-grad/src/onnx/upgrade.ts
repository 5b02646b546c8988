import { GraphError } from '../errors.js';
import { type Attribute, Graph, type Node } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';

/** The oldest operator set that can be read. */
const OLDEST = 7;
const TARGET = 18;
/** The newest that graphs are written in: nodes keep forms that are older, and no runtime need know a newer one. */
const NEWEST = 24;

interface Context {
  readonly opset: number;
  /** Adds a constant and returns its name. */
  readonly constant: (tensor: Tensor) => string;
  /** A name for an intermediate value. */
  readonly fresh: (hint: string) => string;
}

type Rewrite = (node: Node, context: Context) => Node | Node[];

const withAttributes = (node: Node, changes: Record<string, Attribute | undefined>): Node => {
  const attributes = new Map(node.attributes);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) attributes.delete(name);
    else attributes.set(name, value);
  }
  return { ...node, attributes };
};

/** Moves an attribute of integers to input `at`. */
function intsToInput(name: string, at: number): Rewrite {
  return (node, { constant }) => {
    const value = node.attributes.get(name);
    if (!Array.isArray(value)) return node;
    const inputs = [...node.inputs];
    while (inputs.length < at) inputs.push('');
    inputs[at] = constant(Tensor.ints(value as number[]));
    return { ...withAttributes(node, { [name]: undefined }), inputs };
  };
}

const before =
  (opset: number, rewrite: Rewrite): Rewrite =>
  (node, context) =>
    context.opset < opset ? rewrite(node, context) : node;

/** Softmax used to be taken over all axes from `axis` on, flattened; since opset 13 over `axis` alone. */
const flattenedSoftmax: Rewrite = (node, { fresh }) => {
  const axis = node.attributes.get('axis') ?? 1;
  if (axis === -1) return node;
  const [flat, shape, result] = [fresh('flat'), fresh('shape'), fresh('softmax')];
  const make = (
    operator: string,
    inputs: string[],
    output: string,
    attributes: [string, Attribute][],
  ): Node => ({
    name: node.name,
    operator,
    domain: '',
    inputs,
    outputs: [output],
    attributes: new Map(attributes),
    scopes: node.scopes,
  });
  const [x] = node.inputs as [string];
  return [
    make('Flatten', [x], flat, [['axis', axis]]),
    make(node.operator, [flat], result, [['axis', 1]]),
    make('Shape', [x], shape, []),
    make('Reshape', [result, shape], node.outputs[0]!, []),
  ];
};

const numberToInput =
  (name: string, at: number): Rewrite =>
  (node, { constant }) => {
    const value = node.attributes.get(name);
    const inputs = [...node.inputs];
    while (inputs.length <= at) inputs.push('');
    if (typeof value === 'number') inputs[at] = constant(Tensor.scalar('float32', value));
    return { ...withAttributes(node, { [name]: undefined }), inputs };
  };

const chain =
  (...rewrites: Rewrite[]): Rewrite =>
  (node, context) =>
    rewrites.reduce((current, rewrite) => rewrite(current, context) as Node, node);

/** Upsample, and Resize before opset 11, measured coordinates from the corner and rounded down. */
const upsample: Rewrite = (node, context) => {
  const scales = node.attributes.get('scales');
  const given = Array.isArray(scales)
    ? context.constant(Tensor.of('float32', [scales.length], scales as number[]))
    : (node.inputs[1] ?? '');
  return {
    ...withAttributes(node, {
      scales: undefined,
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    }),
    operator: 'Resize',
    inputs: [node.inputs[0]!, '', given],
  };
};

/** How many elements TopK takes was an attribute. */
const kToInput: Rewrite = (node, { constant }) => ({
  ...withAttributes(node, { k: undefined }),
  inputs: [node.inputs[0]!, constant(Tensor.ints([node.attributes.get('k') as number]))],
});

const reduction = before(TARGET, intsToInput('axes', 1));

/** How each operator's older forms become that of opset 18. */
const REWRITES: Record<string, Rewrite> = {
  Squeeze: before(13, intsToInput('axes', 1)),
  Unsqueeze: before(13, intsToInput('axes', 1)),
  ReduceSum: before(13, intsToInput('axes', 1)),
  ReduceMean: reduction,
  ReduceMax: reduction,
  ReduceMin: reduction,
  ReduceProd: reduction,
  ReduceL1: reduction,
  ReduceL2: reduction,
  ReduceSumSquare: reduction,
  ReduceLogSum: reduction,
  ReduceLogSumExp: reduction,
  Slice: before(10, chain(intsToInput('starts', 1), intsToInput('ends', 2), intsToInput('axes', 3))),
  Clip: before(11, chain(numberToInput('min', 1), numberToInput('max', 2))),
  Pad: before(11, chain(intsToInput('pads', 1), numberToInput('value', 2))),
  Split: chain(before(13, intsToInput('split', 1)), (node) =>
    node.inputs[1] || node.attributes.has('num_outputs')
      ? node
      : withAttributes(node, { num_outputs: node.outputs.length }),
  ),
  TopK: before(10, kToInput),
  Scatter: (node) => ({ ...node, operator: 'ScatterElements' }),
  Upsample: upsample,
  Resize: before(11, upsample),
  Softmax: before(13, flattenedSoftmax),
  LogSoftmax: before(13, flattenedSoftmax),
  Hardmax: before(13, flattenedSoftmax),
  // counted from the back since opset 20, where nothing is said
  DFT: before(20, (node) => withAttributes(node, { axis: node.attributes.get('axis') ?? 1 })),
  // positions used to be counted from the corners of pixels
  RoiAlign: before(16, (node) =>
    withAttributes(node, { coordinate_transformation_mode: 'output_half_pixel' }),
  ),
  // in inference form: the identity; what it kept, and whether it is in training form, the operator itself says
  Dropout: (node) => {
    const asked = Boolean(node.outputs[1]) || Boolean(node.inputs[2]);
    return {
      ...node,
      operator: asked ? 'Dropout' : 'Identity',
      inputs: asked ? node.inputs : node.inputs.slice(0, 1),
      outputs: asked ? node.outputs : node.outputs.slice(0, 1),
      attributes: new Map(),
    };
  },
  // older forms name the statistics of training as further outputs
  BatchNormalization: before(14, (node) => ({
    ...withAttributes(node, { spatial: undefined, momentum: undefined }),
    outputs: node.outputs.slice(0, 1),
  })),
};

/**
 * Rewrites every node of an older operator set to its form in opset 18, in place. `versions` holds the operator set of
 * nodes that have another than the model's.
 * @throws GraphError for a model older than opset 7.
 */
export function upgrade(graph: Graph, versions: ReadonlyMap<Node, number> = new Map()): void {
  const opset = graph.opsets.get('')!;
  const others = new Set(versions.values());
  const oldest = Math.min(opset, ...others);
  if (oldest < OLDEST) {
    throw new GraphError(
      `the model is written in ONNX operator set ${oldest}; the oldest that can be read is ${OLDEST}: convert it with onnx.version_converter`,
    );
  }
  const serial = { next: 0 };
  rewrite(graph, (node) => versions.get(node) ?? opset, serial);
  graph.opsets.set('', Math.min(NEWEST, Math.max(opset, TARGET, ...others)));
}

function rewrite(graph: Graph, opsetOf: (node: Node) => number, serial: { next: number }): void {
  const fresh = (hint: string): string => `upgrade:${hint}:${++serial.next}`;
  const constant = (tensor: Tensor): string => {
    const name = fresh('constant');
    graph.initializers.set(name, tensor);
    return name;
  };
  const nodes = graph.nodes.flatMap((node) => {
    for (const inner of node.attributes.values()) if (inner instanceof Graph) rewrite(inner, opsetOf, serial);
    const rule =
      node.domain === '' && Object.hasOwn(REWRITES, node.operator) ? REWRITES[node.operator] : undefined;
    return rule ? rule(node, { opset: opsetOf(node), constant, fresh }) : [node];
  });
  graph.replaceNodes(nodes);
}
