import type { Expression } from '../ad/expression.js';
import { overhang } from '../graph/window.js';
import type { Call, OperatorTable } from './operator.js';
import { windowSums } from './window-sums.js';
import { windowsOf } from './window.js';

const power = (x: Expression, p: number): Expression =>
  p === 1 ? x.abs() : p === 2 ? x.square() : x.abs().pow(p);

/** The p-th root of sums of p-th powers; where all is zero, so is the gradient. */
function root(sums: Expression, p: number): Expression {
  if (p === 1) return sums;
  const some = sums.greater(0);
  return some.where(some.where(sums, 1).pow(1 / p), 0);
}

const exponent = (call: Call): number => {
  const p = call.number('p', 2);
  if (!(p >= 1)) throw call.error(`has the exponent ${p}`);
  return p;
};

/** Norms of windows, and of whole planes. */
export const normPools: OperatorTable = {
  LpPool: {
    channels: 'second',
    decompose: (call, [x]) => {
      const p = exponent(call);
      const windows = windowsOf(call, x!.dims.slice(2), call.ints('kernel_shape'));
      const before = windows.map((w) => w.before);
      const padded = power(x!, p).pad([0, 0, ...before], [0, 0, ...windows.map(overhang)]);
      return [root(windowSums(padded, windows), p)];
    },
  },
  GlobalLpPool: {
    channels: 'second',
    decompose: (call, [x]) => {
      const p = exponent(call);
      const axes = x!.dims.flatMap((_, i) => (i < 2 ? [] : [i]));
      return [root(power(x!, p).sum(axes, true), p)];
    },
  },
};
