import type { Expression } from '../ad/expression.js';
import type { Call, Composite, Inputs, OperatorTable } from './operator.js';
import type { Traits } from './traits.js';

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

/** A function of each element of the first input. */
const pointwise = (
  f: (x: Expression, call: Call, inputs: Inputs) => Expression,
  traits: Traits = {},
): Composite => ({
  elementwise: true,
  ...traits,
  decompose: (call, inputs) => [f(inputs[0]!, call, inputs)],
});

const withBias = (x: Expression, bias: Expression | undefined): Expression => (bias ? x.add(bias) : x);

const SELU_ALPHA = 1.6732632423543772;
const SELU_GAMMA = 1.0507009873554805;

/** Activations that are written in terms of others. */
export const compositeActivations: OperatorTable = {
  /** Not ONNX's own: tf2onnx leaves TensorFlow's in its files, which no runtime takes as they are. */
  Erfc: pointwise((x) => x.builder.apply('Erf', [x]).neg().add(1)),
  TFL_GELU: pointwise((x, call) => gelu(x, call.number('approximate', 0) === 1)),
  Gelu: pointwise((x, call) => gelu(x, call.text('approximate', 'none') === 'tanh'), { since: 20 }),
  Mish: pointwise((x) => x.mul(softplus(x).tanh()), { since: 18 }),
  Swish: pointwise((x, call) => x.mul(x.mul(call.number('alpha', 1)).sigmoid()), { since: 24 }),
  Softsign: pointwise((x) => x.div(x.abs().add(1))),
  PRelu: pointwise((x, _, [, slope]) => x.relu().sub(x.neg().relu().mul(slope!))),
  Selu: pointwise((x, call) => {
    const alpha = call.number('alpha', SELU_ALPHA);
    return x.relu().add(x.minimum(0).exp().sub(1).mul(alpha)).mul(call.number('gamma', SELU_GAMMA));
  }),
  Celu: pointwise(
    (x, call) => {
      const alpha = call.number('alpha', 1);
      return x.relu().add(
        x
          .minimum(0)
          .mul(1 / alpha)
          .exp()
          .sub(1)
          .mul(alpha),
      );
    },
    { since: 12 },
  ),
  ThresholdedRelu: pointwise((x, call) => x.mul(x.sub(call.number('alpha', 1)).isPositive()), { since: 10 }),

  Shrink: pointwise(
    (x, call) => {
      const [edge, bias] = [call.number('lambd', 0.5), call.number('bias', 0)];
      const inside = x.greater(edge).where(x.sub(bias), 0);
      return x.less(-edge).where(x.add(bias), inside);
    },
    { since: 9 },
  ),

  'com.microsoft.Gelu': pointwise((x) => gelu(x)),
  'com.microsoft.BiasGelu': pointwise((x, _, [, bias]) => gelu(withBias(x, bias))),
  'com.microsoft.FastGelu': pointwise((x, _, [, bias]) => gelu(withBias(x, bias), true)),
  'com.microsoft.QuickGelu': pointwise((x, call) => x.mul(x.mul(call.number('alpha', 1.702)).sigmoid())),
};
