import { type Attribute, Graph, type GraphInput, Tensor, writeModel } from 'onnx-grad';
import type { Image, Size } from '../image/image.js';
import { Model } from '../model/model.js';

/** A node: operator, inputs, output (or several, with commas between), attributes. */
export type LayerInit = [
  operator: string,
  inputs: string[],
  output: string,
  attributes?: Record<string, Attribute>,
];

/** The bytes of a small network, node by node; by default its last node makes its output. */
export function network(
  inputs: Record<string, GraphInput['dims']>,
  layers: readonly LayerInit[],
  constants: Record<string, Tensor> = {},
  outputs: readonly string[] = layers.at(-1)![2].split(','),
): Uint8Array {
  const graph = new Graph();
  graph.opsets.set('', 18);
  for (const [name, dims] of Object.entries(inputs)) graph.inputs.push({ name, type: 'float32', dims });
  for (const [name, tensor] of Object.entries(constants)) graph.initializers.set(name, tensor);
  for (const [operator, from, name, attributes = {}] of layers) {
    const outputs = name.split(',');
    const node = { name: `node:${outputs[0]}`, operator, domain: '', inputs: from, outputs };
    graph.nodes.push({ ...node, attributes: new Map(Object.entries(attributes)) });
  }
  graph.outputs.push(...outputs);
  return writeModel(graph);
}

/** A network over images (n, 3, side, side) in [0, 1], written node by node; its last layer is its output. */
export function networkOf(side: number, layers: LayerInit[], constants: Record<string, Tensor>): Model {
  const bytes = network({ image: ['n', 3, side, side] }, layers, constants);
  return Model.read(bytes, { size: [side, side], range: [0, 1] });
}

/** A picture whose channels are functions of the position. */
export function picture(
  size: Size,
  colour: (y: number, x: number) => readonly [number, number, number],
): Image {
  const [height, width] = size;
  const data = new Float32Array(3 * height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      colour(y, x).forEach((v, c) => (data[(c * height + y) * width + x] = v));
    }
  }
  return { size, data };
}

/** A float32 constant. */
export const tensor = (dims: number[], values: ArrayLike<number>): Tensor =>
  Tensor.of('float32', dims, values);
