import { type Expression, type Graph, type Node, type ValueType, findOperator, sizeOf } from 'onnx-grad';

/** The axis of a value that has none for channels: its one channel was squeezed away, or summed. */
export const NO_CHANNELS = -1;

/** The type of a value for one image, where it is known. */
type TypeOf = (value: string) => ValueType | undefined;

/**
 * The axis of each value that holds channels. Convolutional networks have them on axis 1, or last where they were
 * written for TensorFlow; transformers on the last axis of (n, tokens, channels) or, as in Swin, (n, h, w, channels). It
 * is read off the operators, not off the number of axes: what convolves has its channels second, a product with a matrix
 * of weights has them last, and all others keep them where they put that axis. Where nothing before a value says, what
 * reads it does.
 * @param picture the network's input, and the axis of its channels
 * @returns the axis, of a value's name; `NO_CHANNELS` where there is none
 */
export function channelAxes(
  graph: Graph,
  typeOf: TypeOf,
  picture: { readonly input: string; readonly channelAxis: number },
): (value: string) => number {
  const axes = new Map([[picture.input, picture.channelAxis]]);
  const dimsOf = (value: string): readonly number[] => typeOf(value)?.dims ?? [];
  const known: Known = {
    dims: dimsOf,
    axis: (value) => axes.get(value),
    isConstant: (v) => graph.initializers.has(v),
  };
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      if (!output) continue;
      const axis = forward(node, output, known);
      if (axis !== undefined) axes.set(output, axis);
    }
  }
  for (const node of [...graph.nodes].reverse()) {
    for (const [input, axis] of backward(node, known)) if (!axes.has(input)) axes.set(input, axis);
  }
  return (value) =>
    axes.get(value) ?? (dimsOf(value).length === 3 ? 2 : dimsOf(value).length < 2 ? NO_CHANNELS : 1);
}

interface Known {
  dims(value: string): readonly number[];
  axis(value: string): number | undefined;
  isConstant(value: string): boolean;
}

const isMatrix = (known: Known, value: string): boolean =>
  known.isConstant(value) && known.dims(value).length === 2;

/** The axis that an operator itself says its output has channels on. */
function settled(node: Node, dims: readonly number[], known: Known): number | undefined {
  const channels = findOperator(node)?.channels;
  if (channels === 'second' && CHANNELS_KEPT.has(node.operator)) return undefined;
  if (channels === 'second') return 1;
  // a normalization of all axes but the first is one of an image, wherever its channels are
  if (channels === 'last') return normalizedAxes(node, dims.length) === 1 ? dims.length - 1 : undefined;
  if (node.operator === 'Gemm') return 1;
  if (node.operator === 'MatMul' && known.dims(node.inputs[1]!).length === 2) {
    // a product along another axis, such as that of tokens, leaves channels where they are
    const [x] = node.inputs as [string];
    const axis = known.axis(x);
    const mixes =
      axis !== undefined && axis > 0 && axis < dims.length - 1 && known.dims(x).length === dims.length;
    return mixes ? undefined : dims.length - 1;
  }
  return undefined;
}

/** What is resized keeps whatever axis it had. */
const CHANNELS_KEPT = new Set(['Resize']);

/** How many axes, up to the last, a layer normalization takes together. */
function normalizedAxes(node: Node, rank: number): number | undefined {
  const axis = node.attributes.get('axis') ?? -1;
  return typeof axis !== 'number' ? undefined : axis < 0 ? -axis : rank - axis;
}

function forward(node: Node, output: string, known: Known): number | undefined {
  const dims = known.dims(output);
  const own = settled(node, dims, known);
  if (own !== undefined) return own;
  const from =
    node.inputs.find((name) => name && (known.axis(name) ?? NO_CHANNELS) !== NO_CHANNELS) ??
    node.inputs.find((name) => name && known.axis(name) !== undefined);
  if (from === undefined) return undefined;
  const axis = known.axis(from)!;
  if (axis === NO_CHANNELS) return NO_CHANNELS;
  const before = known.dims(from);
  switch (node.operator) {
    case 'Transpose': {
      const perm = node.attributes.get('perm');
      return Array.isArray(perm) ? (perm as number[]).indexOf(axis) : before.length - 1 - axis;
    }
    case 'Unsqueeze':
    case 'Squeeze':
    case 'Reshape':
    case 'Flatten':
      return sameElements(before, axis, dims);
    case 'MatMul':
      if (known.dims(node.inputs[1]!).length === 2) return axis;
      // a matrix before: its rows stand in for channels that it sums over, and all others stay
      if (isMatrix(known, node.inputs[0]!))
        return axis === before.length - 2 ? dims.length - 2 : axis + dims.length - before.length;
      // of two products of activations, such as attention and values, the second has the channels
      return known.axis(node.inputs[1]!) === known.dims(node.inputs[1]!).length - 1
        ? dims.length - 1
        : undefined;
    case 'Einsum':
      return alongEinsum(node, node.inputs.indexOf(from), axis);
    case 'Gather': {
      const at = positive(node, 0, before.length);
      const removed = known.dims(node.inputs[1]!).length - 1;
      return at === axis ? (removed < 0 ? NO_CHANNELS : axis) : axis + (at < axis ? removed : 0);
    }
    default:
      break;
  }
  if (dims.length === before.length) return axis;
  // an operand of fewer axes is aligned at the last
  if (dims.length > before.length) return axis + dims.length - before.length;
  // reduced axes are gone
  return keptAxis(before, dims, axis);
}

/**
 * Where an Einsum leaves an axis of an input: at the same letter, or, where that is summed over, at the one letter that only
 * another input has, as the columns of a matrix of weights are.
 */
function alongEinsum({ attributes }: Node, input: number, axis: number): number | undefined {
  const equation = attributes.get('equation');
  const [terms = '', result] = typeof equation === 'string' ? equation.replaceAll(' ', '').split('->') : [];
  const own = terms.split(',')[input];
  if (result === undefined || own === undefined || terms.includes('.')) return undefined;
  const kept = result.indexOf(own[axis]!);
  if (kept >= 0) return kept;
  const fresh = [...result].flatMap((letter, i) => (own.includes(letter) ? [] : [i]));
  return fresh.length === 1 ? fresh[0] : undefined;
}

const positive = (node: Node, fallback: number, rank: number): number => {
  const axis = node.attributes.get('axis') ?? fallback;
  return typeof axis === 'number' ? (axis + rank) % rank : fallback;
};

/**
 * Where a reduction leaves an axis, read off the lengths that are left; undefined where they could be those of several.
 */
function keptAxis(before: readonly number[], after: readonly number[], axis: number): number | undefined {
  const choices = (taken: readonly number[]): number[][] => {
    if (taken.length === after.length) return [[...taken]];
    const next = before.flatMap((d, i) => (i > (taken.at(-1) ?? -1) && d === after[taken.length] ? [i] : []));
    return next.flatMap((i) => choices([...taken, i]));
  };
  const places = new Set(choices([]).map((axes) => axes.indexOf(axis)));
  return places.size === 1 ? [...places][0] : undefined;
}

/** Where an axis is once the same elements have another shape: what has its length and as many elements before it. */
function sameElements(before: readonly number[], axis: number, after: readonly number[]): number | undefined {
  const ahead = sizeOf(before.slice(0, axis));
  const candidates = after.flatMap((d, i) =>
    // the first axis is that of images, where there are several
    d === before[axis] && (i > 0 || (after.length === 1 && d > 1)) && sizeOf(after.slice(0, i)) === ahead
      ? [i]
      : [],
  );
  if (candidates.length) return candidates.at(-1);
  if (before[axis] === 1) return NO_CHANNELS;
  const merged = mergedAxis(before, axis, after);
  if (merged !== undefined) return merged;
  // the batch may be among the positions: what is last stays last
  return axis === before.length - 1 && after.at(-1) === before[axis] ? after.length - 1 : undefined;
}

/** The axis that channels are joined into with those right behind them, such as places within a patch. */
function mergedAxis(before: readonly number[], axis: number, after: readonly number[]): number | undefined {
  const ahead = sizeOf(before.slice(0, axis));
  const at = after.findIndex((_, i) => i > 0 && sizeOf(after.slice(0, i)) === ahead);
  const sizes = before.slice(axis).map((_, i) => sizeOf(before.slice(axis, axis + i + 1)));
  return after.length > 2 && at >= 0 && sizes.includes(after[at]!) ? at : undefined;
}

/** What a node says of the channels of what it reads. */
function backward(node: Node, known: Known): [string, number][] {
  const [x] = node.inputs;
  if (!x) return [];
  const rank = known.dims(x).length;
  const channels = findOperator(node)?.channels;
  if (channels === 'second' && !CHANNELS_KEPT.has(node.operator) && rank > 2) return [[x, 1]];
  if (channels === 'last' && normalizedAxes(node, rank) === 1) return [[x, rank - 1]];
  if (node.operator === 'MatMul' && isMatrix(known, node.inputs[1]!)) return [[x, rank - 1]];
  const output = node.outputs[0]!;
  const axis = known.axis(output);
  if (axis === undefined || axis === NO_CHANNELS) return [];
  const dims = known.dims(output);
  if (findOperator(node)?.elementwise)
    return node.inputs.flatMap((name): [string, number][] => {
      const own = known.dims(name);
      return name && own.length === dims.length && own[axis] === dims[axis] ? [[name, axis]] : [];
    });
  if (node.operator === 'Transpose') {
    const perm = node.attributes.get('perm');
    return Array.isArray(perm) ? [[x, perm[axis] as number]] : [];
  }
  if (['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'].includes(node.operator)) {
    const found = sameElements(dims, axis, known.dims(x));
    return found === undefined ? [] : [[x, found]];
  }
  return [];
}

/** Activations with channels on axis 1 and positions after them; tokens are positions in one column. */
export function channelsSecond(activations: Expression, axis: number): Expression {
  const { rank } = activations;
  if (axis === NO_CHANNELS)
    return channelsSecond(activations.reshape([activations.dims[0]!, 1, ...activations.dims.slice(1)]), 1);
  if (rank < 3) return activations;
  const others = Array.from({ length: rank - 1 }, (_, i) => i + 1).filter((i) => i !== axis);
  const ordered = activations.transpose([0, axis, ...others]);
  return rank === 3 ? ordered.reshape([...ordered.dims, 1]) : ordered;
}

/** The shape that `channelsSecond` gives. */
export function dimsChannelsSecond(dims: readonly number[], axis: number): number[] {
  if (axis === NO_CHANNELS) return dimsChannelsSecond([dims[0]!, 1, ...dims.slice(1)], 1);
  if (dims.length < 3) return [...dims];
  const ordered = [dims[0]!, dims[axis]!, ...dims.filter((_, i) => i > 0 && i !== axis)];
  return dims.length === 3 ? [...ordered, 1] : ordered;
}
