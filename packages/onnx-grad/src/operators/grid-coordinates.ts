import type { Expression } from '../ad/expression.js';

/** How a sampled picture goes on beyond its borders. */
export type Padding = 'zeros' | 'border' | 'reflection';

/** One of an axis' elements that a sample is made of: its index, and its weight. */
export interface Tap {
  /** A whole number within the axis. */
  readonly index: Expression;
  readonly weight: Expression;
}

const rest = (f: Expression): Expression => f.neg().add(1);

/** Reflects coordinates at both borders until they lie between. */
function reflected(x: Expression, low: number, high: number): Expression {
  const range = high - low;
  if (range === 0) return x.mul(0).add(low);
  const distance = x.sub(low).abs();
  const times = distance.mul(1 / range).floor();
  const left = distance.sub(times.mul(range));
  // every other time it runs backwards
  const odd = times.sub(times.mul(0.5).floor().mul(2)).greater(0);
  return odd.where(left.neg().add(range), left).add(low);
}

/** Where coordinates, whole or not, are read that lie outside. */
function within(x: Expression, length: number, padding: Padding, corners: boolean): Expression {
  if (padding === 'zeros') return x;
  const mirrored =
    padding === 'reflection' ? reflected(x, corners ? 0 : -0.5, corners ? length - 1 : length - 0.5) : x;
  return mirrored.maximum(0).minimum(length - 1);
}

/** A tap at a whole coordinate: what lies outside counts nothing. */
function tap(at: Expression, weight: Expression, length: number): Tap {
  const index = at.maximum(0).minimum(length - 1);
  return { index, weight: weight.mul(index.equal(at).cast(weight.type)) };
}

const CUBIC = -0.75;

/** Keys' cubic convolution: weights of the four elements around a place, `f` beyond the second. */
function cubicWeights(f: Expression): Expression[] {
  const near = (d: Expression): Expression =>
    d
      .mul(CUBIC + 2)
      .sub(CUBIC + 3)
      .mul(d.square())
      .add(1);
  const far = (d: Expression): Expression =>
    d
      .mul(CUBIC)
      .sub(5 * CUBIC)
      .mul(d)
      .add(8 * CUBIC)
      .mul(d)
      .sub(4 * CUBIC);
  const back = rest(f);
  return [far(f.add(1)), near(f), near(back), far(back.add(1))];
}

/** An axis' elements that samples are made of. @param u coordinates from -1 to 1 */
export function tapsOf(
  u: Expression,
  length: number,
  mode: 'nearest' | 'linear' | 'cubic',
  padding: Padding,
  corners: boolean,
): Tap[] {
  const x = corners
    ? u.add(1).mul((length - 1) / 2)
    : u
        .add(1)
        .mul(length / 2)
        .sub(0.5);
  if (mode === 'cubic') {
    const first = x.floor();
    return cubicWeights(x.sub(first)).map((weight, i) =>
      tap(within(first.add(i - 1), length, padding, corners), weight, length),
    );
  }
  if (mode === 'nearest') {
    const at = within(x.builder.apply('Round', [x]), length, padding, corners);
    return [tap(at, x.builder.scalar(1, x.type).expand(x.dims), length)];
  }
  const inside = within(x, length, padding, corners);
  const first = inside.floor();
  const f = inside.sub(first);
  return [tap(first, rest(f), length), tap(first.add(1), f, length)];
}
