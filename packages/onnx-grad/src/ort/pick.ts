import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';

/** A value that lies further than this behind its convolutions is not worth the walk: no network's does. */
const DEEPEST = 200;

/**
 * One channel of a value, made of what the value is made of: the convolutions that it comes from are asked for that
 * channel only, so that neither they nor their gradients are computed for the rest.
 * @param axis of the channels
 * @param oneHot (channels): 1 at the channel that is wanted, 0 elsewhere
 * @returns the value with one channel, or undefined where no convolution would be spared. It does not depend on the
 * value itself: differentiate it with respect to what the convolutions read.
 * @example
 * const inputs = new Map([['input', builder.input('pictures', 'float32', [1, 3, 224, 224])]]);
 * const map = instantiate(builder, model, { inputs })('block5a');
 * const oneHot = builder.input('unit', 'float32', [1, map.dims[1], 1, 1]); // which channel, said at run time
 * const one = pickChannel(map, 1, oneHot) ?? map.mul(oneHot).sum([1], true);
 * one.dims; // [1, 1, 14, 14]
 */
export function pickChannel(value: Expression, axis: number, oneHot: Expression): Expression | undefined {
  return pick(value, axis, oneHot, 0);
}

function pick(value: Expression, axis: number, oneHot: Expression, depth: number): Expression | undefined {
  if (depth > DEEPEST) return undefined;
  const b = value.builder;
  const node = b.producer(value.name);
  if (!node || node.domain || node.outputs.length > 1 || b.ruleOf(value.name) || b.isDetached(value.name))
    return undefined;
  const inputs = node.inputs.map((name) => (name ? b.get(name) : undefined));
  const source = inputs[0]!;
  const attributes = Object.fromEntries(node.attributes);

  if (node.operator === 'Reshape' || node.operator === 'Flatten') {
    const from = source.dims.findIndex(
      (d, i) =>
        d === value.dims[axis] && sizeOf(source.dims.slice(0, i)) === sizeOf(value.dims.slice(0, axis)),
    );
    if (from < 0) return undefined;
    return pick(source, from, oneHot, depth + 1)?.reshape(value.dims.map((d, i) => (i === axis ? 1 : d)));
  }
  if (axis !== 1) return undefined;
  if (node.operator === 'Conv') {
    const [, weights, bias] = inputs as [Expression, Expression, Expression | undefined];
    if ((attributes.group ?? 1) !== 1) return undefined;
    const [filters, ...taps] = weights.dims as [number, ...number[]];
    const filter = oneHot.reshape([1, filters]).matmul(weights.reshape([filters, sizeOf(taps)]));
    return b.apply(
      'Conv',
      [source, filter.reshape([1, ...taps]), bias && oneHot.mul(bias).sum([0], true)],
      attributes,
    );
  }
  if (node.operator === 'Concat' && attributes.axis === 1) {
    let start = 0;
    const picked = inputs.map((part) => {
      const end = start + part!.dims[1]!;
      const own = oneHot.slice(0, start, end);
      start = end;
      // what the other parts make of nothing is not for the sum
      return pick(part!, 1, own, depth + 1)?.mul(own.sum());
    });
    return picked.every((p) => p !== undefined) ? picked.reduce((sum, p) => sum.add(p)) : undefined;
  }
  if (!b.traitsOf(node).channelwise) return undefined;
  const picked = pick(source, 1, oneHot, depth + 1);
  return picked && b.apply(node.operator, [picked, ...inputs.slice(1)], attributes);
}
