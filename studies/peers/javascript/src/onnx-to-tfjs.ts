// tfjs reads no ONNX. This walks an ONNX graph and applies tfjs' operators, for the operators of convolutional
// classifiers; images stand channels last within, as tfjs' backends want them.
import * as tf from '@tensorflow/tfjs';
import type { Attribute, Graph } from 'onnx-grad';

/** What the attributes of these operators hold. */
interface Attributes {
  readonly strides?: [number, number];
  readonly pads?: readonly number[];
  readonly group?: number;
  readonly kernel_shape?: [number, number];
  readonly ceil_mode?: number;
  readonly axis?: number;
  readonly axes?: readonly number[];
  readonly keepdims?: number;
  readonly transB?: number;
}

/** Values of a node's inputs, its attributes, names of its inputs. */
type Apply = (inputs: readonly tf.Tensor[], attributes: Attributes, names: readonly string[]) => tf.Tensor;

/** @returns a function from views (n, 3, h, w) to the graph's first output, (n, classes) */
export function tfjsNetwork(graph: Graph): (views: tf.Tensor) => tf.Tensor {
  const constants = new Map<string, tf.Tensor>();
  for (const [name, { type, dims, numbers }] of graph.initializers) {
    if (type !== 'float32') continue;
    const tensor = tf.tensor(Float32Array.from(numbers), [...dims]);
    // filters: (out, in, h, w) to (h, w, in, out)
    constants.set(name, dims.length === 4 ? tensor.transpose([2, 3, 1, 0]) : tensor);
  }
  const operators = operatorsOf(constants, graph);
  return (views) => {
    const values = new Map([[graph.inputs[0]!.name, views.transpose([0, 2, 3, 1])]]);
    for (const node of graph.nodes) {
      const apply = operators[node.operator];
      if (!apply) throw new Error(`no tfjs operator is known for ${node.operator}`);
      // weights are constants, not values
      const inputs = node.inputs.map((name) => values.get(name)!);
      const attributes: Record<string, Attribute> = Object.fromEntries(node.attributes);
      values.set(node.outputs[0]!, apply(inputs, attributes, node.inputs));
    }
    return values.get(graph.outputs[0]!)!;
  };
}

/** One entry an operator. */
function operatorsOf(constants: ReadonlyMap<string, tf.Tensor>, graph: Graph): Record<string, Apply> {
  const constant = (name: string | undefined): tf.Tensor => constants.get(name!)!;
  return {
    Conv([x], { strides = [1, 1], pads, group = 1 }, [, weights, bias]) {
      if (group !== 1) throw new Error('grouped convolutions are not known here');
      const y = tf.conv2d(x!, constant(weights), strides, onePad(pads), 'NHWC', 1, 'floor');
      return bias ? y.add(constant(bias)) : y;
    },
    Relu: ([x]) => x!.relu(),
    MaxPool: ([x], { kernel_shape, strides = [1, 1], pads, ceil_mode }) =>
      tf.maxPool(x!, kernel_shape!, strides, onePad(pads), ceil_mode ? 'ceil' : 'floor'),
    Concat: (inputs, { axis }) => tf.concat([...inputs], axis === 1 ? 3 : axis),
    GlobalAveragePool: ([x]) => x!.mean([1, 2], true),
    ReduceMean([x], { axes, keepdims = 1 }, [, given]) {
      const over = axes ?? Array.from(graph.initializers.get(given!)!.numbers);
      if (over.join() !== '2,3') throw new Error(`means over axes ${over.join()} are not known here`);
      return x!.mean([1, 2], keepdims === 1);
    },
    Flatten: ([x]) => x!.reshape([x!.shape[0]!, -1]),
    Gemm: ([x], { transB = 0 }, [, weights, bias]) =>
      tf.matMul(x!, constant(weights), false, transB === 1).add(constant(bias)),
  };
}

/** tfjs pads all sides alike for explicit sizes. */
function onePad(pads: readonly number[] = [0, 0, 0, 0]): number {
  if (pads.some((p) => p !== pads[0])) throw new Error(`pads ${pads.join()} differ`);
  return pads[0]!;
}
