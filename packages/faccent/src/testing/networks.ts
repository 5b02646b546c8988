import { type Attribute, Graph, type GraphInput, type Tensor, writeModel } from 'onnx-grad';
import type { Image, Size } from '../image.js';

type Node = [operator: string, inputs: string[], output: string, attributes?: Record<string, Attribute>];

/** The bytes of a small network, node by node; its last node makes its output. */
export function network(
  inputs: Record<string, GraphInput['dims']>,
  nodes: readonly Node[],
  constants: Record<string, Tensor> = {},
): Uint8Array {
  const graph = new Graph();
  graph.opsets.set('', 18);
  for (const [name, dims] of Object.entries(inputs)) graph.inputs.push({ name, type: 'float32', dims });
  for (const [name, tensor] of Object.entries(constants)) graph.initializers.set(name, tensor);
  for (const [operator, from, output, attributes = {}] of nodes) {
    const node = { name: `node:${output}`, operator, domain: '', inputs: from, outputs: [output] };
    graph.nodes.push({ ...node, attributes: new Map(Object.entries(attributes)) });
  }
  graph.outputs.push(nodes.at(-1)![2]);
  return writeModel(graph);
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
