import type { Expression } from '../ad/expression.js';
import type { Call, CompositeTable } from './operator.js';

const ROOT_HALF = Math.SQRT1_2;
const ROOT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);

/** x · Φ(x), by the error function or by its approximation with a hyperbolic tangent. */
function gelu(x: Expression, approximate = false): Expression {
  const bell = approximate
    ? x.pow(3).mul(0.044715).add(x).mul(ROOT_TWO_OVER_PI).tanh()
    : x.builder.apply('Erf', [x.mul(ROOT_HALF)]);
  return x.mul(bell.add(1)).mul(0.5);
}

const softplus = (x: Expression): Expression => x.builder.apply('Softplus', [x]);

type Inputs = readonly (Expression | undefined)[];
const one = (f: (x: Expression, call: Call, inputs: Inputs) => Expression) => ({
  decompose: (call: Call, inputs: Inputs) => [f(inputs[0]!, call, inputs)],
});

const withBias = (x: Expression, bias: Expression | undefined): Expression => (bias ? x.add(bias) : x);

const SELU_ALPHA = 1.6732632423543772;
const SELU_GAMMA = 1.0507009873554805;

/** Activations that are written in terms of others. */
export const activations: CompositeTable = {
  Gelu: one((x, call) => gelu(x, call.text('approximate', 'none') === 'tanh')),
  Mish: one((x) => x.mul(softplus(x).tanh())),
  Swish: one((x, call) => x.mul(x.mul(call.number('alpha', 1)).sigmoid())),
  Softsign: one((x) => x.div(x.abs().add(1))),
  PRelu: one((x, _, [, slope]) => x.relu().sub(x.neg().relu().mul(slope!))),
  Selu: one((x, call) => {
    const alpha = call.number('alpha', SELU_ALPHA);
    return x.relu().add(x.min(0).exp().sub(1).mul(alpha)).mul(call.number('gamma', SELU_GAMMA));
  }),
  Celu: one((x, call) => {
    const alpha = call.number('alpha', 1);
    return x.relu().add(
      x
        .min(0)
        .mul(1 / alpha)
        .exp()
        .sub(1)
        .mul(alpha),
    );
  }),
  ThresholdedRelu: one((x, call) => x.mul(x.sub(call.number('alpha', 1)).isPositive())),
  Tan: one((x) => x.sin().div(x.cos())),
  Sum: { decompose: (_, inputs) => [(inputs as Expression[]).reduce((a, b) => a.add(b))] },
  Mean: {
    decompose: (_, inputs) => [(inputs as Expression[]).reduce((a, b) => a.add(b)).mul(1 / inputs.length)],
  },

  'com.microsoft.Gelu': one((x) => gelu(x)),
  'com.microsoft.BiasGelu': one((x, _, [, bias]) => gelu(withBias(x, bias))),
  'com.microsoft.FastGelu': one((x, _, [, bias]) => gelu(withBias(x, bias), true)),
  'com.microsoft.QuickGelu': one((x, call) => x.mul(x.mul(call.number('alpha', 1.702)).sigmoid())),
};
