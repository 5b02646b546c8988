import type { Expression, Redirect } from '../ad/expression.js';
import { combed, comesInBlocks, depthwise, isBlocked, scaled, sliceInBlocks, toBlocks } from './blocked.js';
import { mapSequences } from './interleave.js';
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

/** Cotangent of a rectifier's input x. Its output y is positive exactly where its input is: it is its own mask. */
export function rectifierGradient(x: Expression, y: Expression, dy: Expression): Expression {
  const { redirect } = dy.builder;
  if (redirect?.where === 'negative') return dy.mul(fromNegative(x, redirect));
  if (redirect) {
    const passing = mask(y);
    return dy.mul(passing.add(passing.neg().add(1).mul(redirect.share)));
  }
  return rectifiedGradient(y, dy);
}

/** The same where nothing is redirected, which `isRectified` has seen to. */
export const rectifiedGradient = (y: Expression, dy: Expression): Expression =>
  isMasked(dy, y) ? dy : masked(y, dy);

/** Cotangent of the input x of a Clip from 0 to `most`, of its output y. */
export function clipGradient(x: Expression, y: Expression, dy: Expression, most: number): Expression {
  const { redirect } = dy.builder;
  if (redirect?.where !== 'negative') return masked(y, dy, most);
  const share = fromNegative(x, redirect);
  const below = y.builder.scalar(most, y.type).sub(y).isPositive();
  return dy.mul(most === Infinity ? share : share.mul(below));
}

/** What passes of each element: a share where a rectifier's input is negative, all elsewhere. */
function fromNegative(x: Expression, { share }: Redirect): Expression {
  const { builder, type } = x;
  const passing = typeof share === 'number' ? builder.scalar(share, type) : share.cast(type);
  return builder.apply('Less', [x, builder.scalar(0, type)]).where(passing, 1);
}

/** A cotangent where a value lies between 0 and `most`, and zero elsewhere; in its parts, where it comes in such. */
function masked(y: Expression, dy: Expression, most = Infinity): Expression {
  const whole = mask(y, most);
  return mapSequences(dy, (part, combs) => part.mul(combed(whole, combs))) ?? toBlocks(dy).mul(whole);
}

/** 1 where a rectifier's output lies between 0 and `most`, and 0 elsewhere. */
function mask(y: Expression, most = Infinity): Expression {
  const b = y.builder;
  if (!isBlocked(y)) {
    const positive = y.isPositive();
    return most === Infinity ? positive : positive.mul(b.scalar(most, y.type).sub(y).isPositive());
  }
  // a step function has no blocked form of its own, but a convolution takes it along
  if (most === Infinity) return depthwise(y, [1], 3).isPositive();
  // y + min(0, most − 2y) is the smaller of y and most − y, to the bit; a convolution with a bias takes a sum along too
  const fold = b.apply('Clip', [scaled(y, -2, most), undefined, b.scalar(0, y.type)]);
  return scaled(y, 1, 0).add(fold).isPositive();
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
    ? rectifiedGradient(whole, dy)
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
