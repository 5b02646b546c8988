import type { Graph, Node } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';

/** What rearranges or widens a constant on its way to the operator whose weights it holds. */
const CARRIES = new Set([
  'Cast',
  'DequantizeLinear',
  'Identity',
  'Reshape',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);

/** What quantizers append to the names of the weights that they store. */
const STORED = /(_quantized|_int8|_fp16|_QuantizeLinear_Output|_DequantizeLinear_Output)$/;

/** What frameworks call a layer's weights, after its own name: `conv1.weight`, `conv2d_0.w_0`. */
const WEIGHTS = /\.(weight|bias|kernel|w_0|b_0)$/;

/** Whether all bytes of a tensor repeat those of its first element, which optimizers merge with others that are so. */
function isUniform(tensor: Tensor): boolean {
  // as the file has them: nothing is widened to look at
  const bytes = tensor.half ?? tensor.bytes;
  const length = bytes.length / tensor.size;
  return bytes.every((byte, i) => byte === bytes[i % length]);
}

/**
 * The layers whose weights each node reads, by the weights' names: `layer1.0.conv1.weight` is that of `layer1.0.conv1`.
 * Graph optimizers drop the names of what they merge, but keep those of weights. Weights that several nodes read say
 * nothing of any of them, nor do those that are all one number, as many layers' are before training.
 * @returns names of weights, without what quantizers and runtimes append
 */
export function weightNames(graph: Graph): (node: Node) => string[] {
  const readers = new Map<string, number>();
  for (const node of graph.nodes)
    for (const name of node.inputs) readers.set(name, (readers.get(name) ?? 0) + 1);
  const telling = [...graph.initializers].filter(([, tensor]) => !isUniform(tensor));
  const origins = new Map(telling.map(([name]) => [name, name]));
  for (const node of graph.nodes) {
    const [from = '', to = ''] = [node.inputs[0], node.outputs[0]];
    const value = node.operator === 'Constant' ? node.attributes.get('value') : undefined;
    if (value instanceof Tensor && !isUniform(value)) origins.set(to, to);
    const origin = origins.get(from);
    if (origin !== undefined && readers.get(from) === 1 && CARRIES.has(node.operator))
      origins.set(to, origin);
  }
  return (node) =>
    CARRIES.has(node.operator)
      ? []
      : node.inputs.flatMap((name) => {
          const origin = readers.get(name) === 1 ? origins.get(name) : undefined;
          return origin === undefined ? [] : [origin.replace(STORED, '')];
        });
}

/** The layer that weights of such a name belong to, as PyTorch and Paddle call them; undefined for other names. */
export const layerOfWeight = (name: string): string | undefined =>
  name.includes('::') || name.includes('/') || !WEIGHTS.test(name) ? undefined : name.replace(WEIGHTS, '');
