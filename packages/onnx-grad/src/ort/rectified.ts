import type { Expression } from '../ad/expression.js';
import { comesInBlocks, depthwise, isBlocked, sliceInBlocks, toBlocks } from './blocked.js';
import { isMasked } from './masked.js';

/**
 * Whether a value is nowhere negative, and no gradient passes on from where it is zero: a ReLU's output, or several
 * joined.
 */
export function isRectified(x: Expression): boolean {
  // a redirected rectifier lets gradients pass where it is zero
  if (x.builder.redirect) return false;
  const node = x.builder.producer(x.name);
  if (!node) return false;
  const { rectified } = x.builder.traitsOf(node);
  if (rectified === 'makes') return true;
  if (!rectified) return false;
  const sources = rectified === 'joins' ? node.inputs : node.inputs.slice(0, 1);
  return sources.every((name) => isRectified(x.builder.get(name)));
}

/** Cotangent of a rectifier's input. Its output is positive exactly where its input is: it is its own mask. */
export function rectifierGradient(y: Expression, dy: Expression): Expression {
  const { redirect } = dy.builder;
  if (redirect) {
    const passing = mask(y);
    return dy.mul(passing.add(passing.neg().add(1).mul(redirect)));
  }
  return isMasked(dy, y) ? dy : toBlocks(dy).mul(mask(y));
}

/** 1 where a rectifier's output is positive. */
function mask(y: Expression): Expression {
  // a step function has no blocked form of its own, but a convolution takes it along
  return (isBlocked(y) ? depthwise(y, [1], 3) : y).isPositive();
}

/**
 * Cotangents of the parts of a Concat along the channels. Where all parts are rectifiers' outputs in blocked layout
 * and the whole comes in it, it is masked before it leaves that layout to be cut up, and the parts are noted as masked.
 */
export function maskBeforeSplitting(
  parts: readonly Expression[],
  whole: Expression,
  dy: Expression,
): Expression {
  const { builder } = whole;
  const isRectifier = (part: Expression): boolean => {
    const node = builder.producer(part.name);
    return node !== undefined && builder.traitsOf(node).rectified === 'makes';
  };
  return isBlocked(whole) && comesInBlocks(dy) && parts.every(isRectifier) && !builder.redirect
    ? rectifierGradient(whole, dy)
    : dy;
}

/** Cotangents of the parts of a Concat along the channels, where convolutions can make each by itself. */
export function splitInBlocks(
  parts: readonly Expression[],
  dy: Expression,
): (Expression | undefined)[] | undefined {
  if (!parts.every(isBlocked)) return undefined;
  let start = 0;
  const cotangents = parts.map((part) => {
    const end = start + part.dims[1]!;
    const own = sliceInBlocks(dy, start, end);
    start = end;
    return own;
  });
  return cotangents.every((c) => c !== undefined) ? cotangents : undefined;
}
