import type { Expression } from '../ad/expression.js';
import { groups } from './normalization.js';
import type { OperatorTable } from './operator.js';

/** A function of a value with its channels second, of one that may have them last. */
export function channelsSecond(x: Expression, last: boolean, f: (x: Expression) => Expression): Expression {
  if (!last) return f(x);
  const axes = x.dims.map((_, i) => i);
  const first = x.transpose([0, x.rank - 1, ...axes.slice(1, -1)]);
  return f(first).transpose([0, ...axes.slice(2), 1]);
}

/** Operators that ONNX Runtime's optimizer writes with channels last: (n, h, w, c). */
export const channelsLast: OperatorTable = {
  'com.microsoft.NhwcMaxPool': {
    channels: 'last',
    decompose: (call, [x]) => [
      channelsSecond(x!, true, (v) =>
        v.builder.apply('MaxPool', [v], Object.fromEntries(call.node.attributes)),
      ),
    ],
  },
  // weights (filters, h, w, channels)
  'com.microsoft.NhwcConv': {
    channels: 'last',
    decompose: (call, [x, w, bias]) => {
      const weights = w!.transpose([0, 3, 1, 2]);
      const settings = Object.fromEntries(call.node.attributes);
      return [channelsSecond(x!, true, (v) => v.builder.apply('Conv', [v, weights, bias], settings))];
    },
  },
  'com.microsoft.GroupNorm': {
    decompose: (call, [x, scale, shift]) => {
      const last = call.number('channels_last', 1) === 1;
      const normal = channelsSecond(x!, last, (v) =>
        groups(v, call.number('groups'), call.number('epsilon', 1e-5)),
      );
      const fit = (v: Expression): Expression =>
        last ? v : v.reshape([v.dims[0]!, ...x!.dims.slice(2).map(() => 1)]);
      const y = normal.mul(fit(scale!)).add(fit(shift!));
      return [call.number('activation') === 1 ? y.mul(y.sigmoid()) : y];
    },
  },
};
