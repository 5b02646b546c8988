import type { Builder, Expression } from '../ad/expression.js';
import { Tensor, sizeOf } from '../graph/tensor.js';

/**
 * Whether the runtime holds the activations of a convolutional layer of this shape in blocks of channels. Where it
 * does, an operator that has no blocked form costs two reorders, and a depthwise convolution costs no more than a sum.
 */
export function isBlocked(x: Expression): boolean {
  const { blockedChannels } = x.builder.target;
  return blockedChannels > 0 && x.rank === 4 && x.dims[1]! % blockedChannels === 0;
}

/** Correlates every channel with one kernel along a spatial axis. Negative padding crops. */
export function depthwise(
  x: Expression,
  kernel: readonly number[],
  axis: number,
  { stride = 1, before = 0, after = 0 } = {},
): Expression {
  const along = <T>(value: T, other: T): T[] => [2, 3].map((a) => (a === axis ? value : other));
  const crop = (p: number): number => Math.min(0, p);
  const source = x.pad([0, 0, ...along(crop(before), 0)], [0, 0, ...along(crop(after), 0)]);
  return eachChannel(source, Tensor.of(x.type, along(kernel.length, 1), kernel), undefined, {
    strides: along(stride, 1),
    pads: [...along(Math.max(0, before), 0), ...along(Math.max(0, after), 0)],
  });
}

/** Along one spatial axis: every `step`-th element of a whole, from `first` on, `length` of them. */
export interface Comb {
  readonly step: number;
  readonly first: number;
  readonly length: number;
}

/** A depthwise convolution: the same kernel for every channel, and the same bias where there is one. */
function eachChannel(
  x: Expression,
  kernel: Tensor,
  bias?: number,
  attributes: { strides?: number[]; pads?: number[] } = {},
): Expression {
  const b = x.builder;
  const channels = x.dims[1]!;
  const filled = (key: string, tensor: () => Tensor): Expression =>
    b.cached(`${key}:${x.type}:${channels}`, tensor);
  const weights = filled(`depthwise:${kernel.dims.join()}:${[...kernel.numbers].join()}`, () => {
    const values = Array.from({ length: channels }, () => [...kernel.numbers]).flat();
    return Tensor.of(x.type, [channels, 1, ...kernel.dims], values);
  });
  const biases =
    bias === undefined
      ? undefined
      : filled(`bias:${bias}`, () => Tensor.of(x.type, [channels], new Float64Array(channels).fill(bias)));
  return b.apply('Conv', biases ? [x, weights, biases] : [x, weights], {
    kernel_shape: kernel.dims,
    ...attributes,
    group: channels,
  });
}

/**
 * `weight` · x + `bias`, by a convolution that the runtime joins with a sum and an activation behind it: it does so only
 * where there is a bias, be it zero.
 */
export const scaled = (x: Expression, weight: number, bias: number): Expression =>
  eachChannel(x, Tensor.of(x.type, [1, 1], [weight]), bias);

/** The elements that combs take along the spatial axes; zeros beyond the end. */
export function combed(x: Expression, combs: readonly Comb[]): Expression {
  // a kernel that reaches far enough needs no cropped input, and is so long that no window begins beyond the last one
  const extents = combs.map(
    ({ step, first, length }, i) => Math.max(first, x.dims[2 + i]! - length * step) + 1,
  );
  const missing = combs.map(({ step, length }, i) =>
    Math.max(0, (length - 1) * step + extents[i]! - x.dims[2 + i]!),
  );
  const taps = new Float64Array(sizeOf(extents));
  taps[combs.reduce((at, { first }, i) => at * extents[i]! + first, 0)] = 1;
  return eachChannel(x, Tensor.of(x.type, extents, taps), undefined, {
    strides: combs.map(({ step }) => step),
    pads: [...combs.map(() => 0), ...missing],
  });
}

/** What is known of each builder's values: without it, a chain of sums would be walked again for each of its ends. */
const known = new WeakMap<Builder, Map<string, boolean>>();

/** Whether a value comes in blocks from what makes it. */
export function comesInBlocks(x: Expression): boolean {
  const found = known.get(x.builder) ?? new Map<string, boolean>();
  known.set(x.builder, found);
  // a stack of its own: a chain of sums may be longer than the call stack
  const stack = [x];
  for (let value = stack.at(-1); value; value = stack.at(-1)) {
    const sources = layoutSources(value);
    const unknown = sources?.filter(({ name }) => !found.has(name)) ?? [];
    if (unknown.length > 0) {
      for (const one of unknown) stack.push(one);
      continue;
    }
    found.set(value.name, sources?.every(({ name }) => found.get(name)) ?? false);
    stack.pop();
  }
  return found.get(x.name)!;
}

/** What must come in blocks so that a value does: nothing for a convolution's; undefined where it never does. */
function layoutSources(x: Expression): Expression[] | undefined {
  const node = x.builder.producer(x.name);
  if (!node || !isBlocked(x)) return undefined;
  const { blocked } = x.builder.traitsOf(node);
  if (blocked === 'makes') return [];
  if (blocked !== 'keeps') return undefined;
  return node.inputs.filter(Boolean).map((name) => x.builder.get(name));
}

/**
 * The same value in blocks. An operator with two inputs has a blocked form where both come in blocks: one that does not
 * would bring the other, and all that follows, out of them.
 */
export function toBlocks(x: Expression): Expression {
  return isBlocked(x) && !comesInBlocks(x) ? depthwise(x, [1], 3) : x;
}

/** Sums of more terms than this, one behind the other, are sliced: no network needs as many. */
const DEEPEST = 200;

/**
 * Channels `start` to `end` of a value that convolutions make in blocks, by convolutions that make no more: a slice
 * would have to leave the blocks. Undefined where something else has a part in it.
 */
export function sliceInBlocks(value: Expression, start: number, end: number): Expression | undefined {
  const b = value.builder;
  // sums share their terms: without it, each would be made again for each way that leads to it
  const made = new Map<string, Expression | undefined>();
  const part = (x: Expression, depth: number): Expression | undefined => {
    if (!made.has(x.name)) made.set(x.name, depth < DEEPEST ? make(x, depth + 1) : undefined);
    return made.get(x.name);
  };
  const make = (x: Expression, depth: number): Expression | undefined => {
    const node = b.producer(x.name);
    if (!node || node.domain !== '' || !isBlocked(x)) return undefined;
    const inputs = node.inputs.map((name) => b.get(name));
    if (node.operator === 'Add') {
      const [one, other] = inputs.map((term) => part(term, depth));
      return other && one?.add(other);
    }
    if (node.operator !== 'Conv') return undefined;
    const attributes = Object.fromEntries(node.attributes);
    const [source, ...weights] = inputs as [Expression, ...Expression[]];
    const own = weights.map((w) => w.slice(0, start, end));
    if ((attributes.group ?? 1) === 1) return b.apply('Conv', [source, ...own], attributes);
    if (attributes.group !== source.dims[1] || attributes.group !== x.dims[1]) return undefined;
    // what was reshaped has left the blocks already
    const isPlain = b.producer(source.name)?.operator === 'Reshape';
    const read = isPlain ? source.slice(1, start, end) : part(source, depth);
    return read && b.apply('Conv', [read, ...own], { ...attributes, group: end - start });
  };
  return part(value, 0);
}
