import { type Attribute, Graph, Tensor, writeModel } from 'onnx-grad';
import { Model } from '../model/model.js';

/** A node: operator, inputs, output, attributes. */
export type LayerInit = [
  operator: string,
  inputs: string[],
  output: string,
  attributes?: Record<string, Attribute>,
];

/** A network over images (n, 3, side, side) in [0, 1], written node by node; its last layer is its output. */
export function networkOf(side: number, layers: LayerInit[], constants: Record<string, Tensor>): Model {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push({ name: 'image', type: 'float32', dims: ['n', 3, side, side] });
  for (const [name, tensor] of Object.entries(constants)) graph.initializers.set(name, tensor);
  for (const [operator, inputs, name, attributes = {}] of layers) {
    const node = { name: `node:${name}`, operator, domain: '', inputs, outputs: [name] };
    graph.nodes.push({ ...node, attributes: new Map(Object.entries(attributes)) });
  }
  graph.outputs.push(layers.at(-1)![2]);
  return Model.read(writeModel(graph), { size: [side, side], range: [0, 1] });
}

/** A float32 constant. */
export const tensor = (dims: number[], values: ArrayLike<number>): Tensor =>
  Tensor.of('float32', dims, values);
