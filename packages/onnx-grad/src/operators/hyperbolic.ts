import type { Expression } from '../ad/expression.js';
import { divisor, plain, unary } from './elementwise.js';
import type { OperatorTable } from './operator.js';

const apply = (operator: string, x: Expression): Expression => x.builder.apply(operator, [x]);

/** Hyperbolic functions, and the inverses of those and of the trigonometric ones. */
export const hyperbolic: OperatorTable = {
  Sinh: unary(
    plain((x) => Math.sinh(x)),
    (x) => apply('Cosh', x),
    { since: 9 },
  ),
  Cosh: unary(
    plain((x) => Math.cosh(x)),
    (x) => apply('Sinh', x),
    { since: 9 },
  ),
  Asin: unary(
    plain((x) => Math.asin(x)),
    (x) => divisor(x.square().neg().add(1).sqrt()).reciprocal(),
  ),
  Acos: unary(
    plain((x) => Math.acos(x)),
    (x) => divisor(x.square().neg().add(1).sqrt()).reciprocal().neg(),
  ),
  Asinh: unary(
    plain((x) => Math.asinh(x)),
    (x) => x.square().add(1).sqrt().reciprocal(),
    { since: 9 },
  ),
  Acosh: unary(
    plain((x) => Math.acosh(x)),
    (x) => divisor(x.square().sub(1).sqrt()).reciprocal(),
    { since: 9 },
  ),
  Atanh: unary(
    plain((x) => Math.atanh(x)),
    (x) => divisor(x.square().neg().add(1)).reciprocal(),
    { since: 9 },
  ),
};
