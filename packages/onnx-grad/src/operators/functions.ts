import { mapElements } from './arrays.js';
import { divisor, plain, sameType, unary } from './elementwise.js';
import type { OperatorTable } from './operator.js';

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** Error function to float64 rounding: its series near zero, Laplace's continued fraction elsewhere. */
function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  if (magnitude < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return TWO_OVER_ROOT_PI * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (magnitude + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * (magnitude + fraction)));
}

/** To the nearest whole number; of two, to the even one. */
export const roundHalfToEven = (x: number): number => {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
};

/** Functions of one number. */
export const functions: OperatorTable = {
  Exp: unary(
    plain((x) => Math.exp(x)),
    (_, y) => y,
  ),
  Log: unary(
    plain((x) => Math.log(x)),
    (x) => divisor(x).reciprocal(),
  ),
  Sqrt: unary(
    plain((x) => Math.sqrt(x)),
    (_, y) => divisor(y).reciprocal().mul(0.5),
  ),
  Reciprocal: unary(
    plain((x) => 1 / x),
    (x) => divisor(x).reciprocal().square().neg(),
  ),
  Sin: unary(
    plain((x) => Math.sin(x)),
    (x) => x.cos(),
  ),
  Cos: unary(
    plain((x) => Math.cos(x)),
    (x) => x.sin().neg(),
  ),
  Tan: { elementwise: true, decompose: (_, [x]) => [x!.sin().div(x!.cos())] },
  Atan: unary(
    plain((x) => Math.atan(x)),
    (x) => x.square().add(1).reciprocal(),
  ),
  Erf: unary(
    plain((x) => erf(x)),
    (x) => x.square().neg().exp().mul(TWO_OVER_ROOT_PI),
    { since: 9 },
  ),
  Abs: unary(
    plain((x) => Math.abs(x)),
    (x) => x.sign(),
  ),
  Neg: {
    elementwise: true,
    infer: sameType,
    evaluate: (_, [x], [type]) => [mapElements([x!], type!, (v) => -v)],
    gradient: ({ cotangent }) => [cotangent.neg()],
  },
  Floor: unary(
    plain((x) => Math.floor(x)),
    'stops',
  ),
  Ceil: unary(
    plain((x) => Math.ceil(x)),
    'stops',
  ),
  Round: unary(
    plain((x) => roundHalfToEven(x)),
    'stops',
    { since: 11 },
  ),
  Sign: unary(
    plain((x) => Math.sign(x)),
    'stops',
    { since: 9 },
  ),
};
