// tfjs reads no ONNX. This walks an ONNX graph and applies tfjs' operators, for the operators of convolutional
// classifiers; images stand channels last within, as tfjs' backends want them.

/** @returns a function from views (n, 3, h, w) to the graph's first output, (n, classes) */
export function tfjsNetwork(tf, graph) {
  const constants = new Map();
  for (const [name, { type, dims, numbers }] of graph.initializers) {
    if (type !== 'float32') continue;
    const tensor = tf.tensor(Float32Array.from(numbers), dims);
    // filters: (out, in, h, w) to (h, w, in, out)
    constants.set(name, dims.length === 4 ? tensor.transpose([2, 3, 1, 0]) : tensor);
  }
  const operators = operatorsOf(tf, constants, graph);
  return (views) => {
    const values = new Map([[graph.inputs[0].name, views.transpose([0, 2, 3, 1])]]);
    for (const node of graph.nodes) {
      const apply = operators[node.operator];
      if (!apply) throw new Error(`no tfjs operator is known for ${node.operator}`);
      const inputs = node.inputs.map((name) => values.get(name));
      values.set(node.outputs[0], apply(inputs, Object.fromEntries(node.attributes), node.inputs));
    }
    return values.get(graph.outputs[0]);
  };
}

/** One entry an operator: (values of its inputs, attributes, names of its inputs) => value. */
function operatorsOf(tf, constants, graph) {
  return {
    Conv([x], { strides = [1, 1], pads, group = 1 }, [, weights, bias]) {
      if (group !== 1) throw new Error('grouped convolutions are not known here');
      const y = tf.conv2d(x, constants.get(weights), strides, onePad(pads), 'NHWC', 1, 'floor');
      return bias ? y.add(constants.get(bias)) : y;
    },
    Relu: ([x]) => x.relu(),
    MaxPool: ([x], { kernel_shape, strides = [1, 1], pads, ceil_mode }) =>
      tf.maxPool(x, kernel_shape, strides, onePad(pads), ceil_mode ? 'ceil' : 'floor'),
    Concat: (inputs, { axis }) => tf.concat(inputs, axis === 1 ? 3 : axis),
    GlobalAveragePool: ([x]) => x.mean([1, 2], true),
    ReduceMean([x], { axes, keepdims = 1 }, [, given]) {
      const over = axes ?? Array.from(graph.initializers.get(given).numbers);
      if (`${over}` !== '2,3') throw new Error(`means over axes ${over} are not known here`);
      return x.mean([1, 2], keepdims === 1);
    },
    Flatten: ([x]) => x.reshape([x.shape[0], -1]),
    Gemm: ([x], { transB = 0 }, [, weights, bias]) =>
      tf.matMul(x, constants.get(weights), false, transB === 1).add(constants.get(bias)),
  };
}

/** tfjs pads all sides alike for explicit sizes. */
function onePad(pads = [0, 0, 0, 0]) {
  if (pads.some((p) => p !== pads[0])) throw new Error(`pads ${pads} differ`);
  return pads[0];
}
