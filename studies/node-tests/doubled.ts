import { DATA_TYPES, Graph, type Node, Tensor } from 'onnx-grad';

const double = (tensor: Tensor): Tensor =>
  tensor.type === 'float32' ? Tensor.of('float64', tensor.dims, tensor.numbers) : tensor;

/** A model with float64 wherever it has float32, so that central differences of it mean something. */
export function doubled(model: Graph): Graph {
  const graph = model.clone();
  for (const [name, tensor] of model.initializers) graph.initializers.set(name, double(tensor));
  graph.inputs.splice(
    0,
    graph.inputs.length,
    ...model.inputs.map((i) => (i.type === 'float32' ? { ...i, type: 'float64' as const } : i)),
  );
  graph.nodes.splice(0, graph.nodes.length, ...model.nodes.map(doubledNode));
  return graph;
}

function doubledNode(node: Node): Node {
  const attributes = new Map(node.attributes);
  for (const [name, value] of attributes) {
    if (value instanceof Tensor) attributes.set(name, double(value));
    if (value instanceof Graph) attributes.set(name, doubled(value));
    if ((name === 'to' || name === 'dtype') && value === DATA_TYPES.float32)
      attributes.set(name, DATA_TYPES.float64);
  }
  if (node.operator === 'Constant') {
    const list = attributes.get('value_floats') as readonly number[] | undefined;
    const scalar = attributes.get('value_float') as number | undefined;
    if (list) attributes.set('value', Tensor.of('float64', [list.length], list));
    if (scalar !== undefined) attributes.set('value', Tensor.scalar('float64', scalar));
  }
  if (node.operator === 'ConstantOfShape' && !attributes.has('value'))
    attributes.set('value', Tensor.of('float64', [1], [0]));
  return { ...node, attributes };
}
