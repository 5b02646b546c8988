import { clipGradient, rectifierGradient } from '../ort/rectified.js';
import { mapElements } from './arrays.js';
import { plain, sameType, unary } from './elementwise.js';
import type { Call, OperatorTable } from './operator.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const clamp = (x: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, x));

/** Lower and upper limit of a Clip. */
function limits(call: Call): [number, number] {
  return [call.constantOr(1, (t) => t.item, -Infinity), call.constantOr(2, (t) => t.item, Infinity)];
}

function hardSigmoid(call: Call): [number, number] {
  return [call.number('alpha', 0.2), call.number('beta', 0.5)];
}

/** Activations of networks. Those that are written in terms of others are in `composite-activations.ts`. */
export const activations: OperatorTable = {
  Relu: {
    elementwise: true,
    channelwise: true,
    rectified: 'makes',
    blocked: 'keeps',
    infer: sameType,
    evaluate: (_, [x], [type]) => [mapElements([x!], type!, (v) => Math.max(0, v))],
    gradient: ({ inputs, outputs, cotangent }) => [rectifierGradient(inputs[0]!, outputs[0]!, cotangent)],
  },
  LeakyRelu: unary(
    (call) => {
      const alpha = call.number('alpha', 0.01);
      return (x) => (x < 0 ? alpha * x : x);
    },
    (x, _, call) => {
      const alpha = call.number('alpha', 0.01);
      return x
        .isPositive()
        .mul(1 - alpha)
        .add(alpha);
    },
    { channelwise: true },
  ),
  Elu: unary(
    (call) => {
      const alpha = call.number('alpha', 1);
      return (x) => (x < 0 ? alpha * Math.expm1(x) : x);
    },
    (x, _, call) => {
      const positive = x.isPositive();
      return positive.add(x.minimum(0).exp().mul(call.number('alpha', 1)).mul(positive.neg().add(1)));
    },
    { channelwise: true },
  ),
  Sigmoid: unary(
    plain((x) => sigmoid(x)),
    (_, y) => y.mul(y.neg().add(1)),
    { channelwise: true },
  ),
  Tanh: unary(
    plain((x) => Math.tanh(x)),
    (_, y) => y.square().neg().add(1),
    { channelwise: true },
  ),
  Softplus: unary(
    plain((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
    (x) => x.sigmoid(),
    { channelwise: true },
  ),
  HardSigmoid: unary(
    (call) => {
      const [alpha, beta] = hardSigmoid(call);
      return (x) => clamp(alpha * x + beta, 0, 1);
    },
    (_, y, call) => y.isPositive().mul(y.neg().add(1).isPositive()).mul(hardSigmoid(call)[0]),
    { channelwise: true },
  ),
  HardSwish: unary(
    plain((x) => (x * clamp(x + 3, 0, 6)) / 6),
    (x) => {
      // x·(x + 3)/6 between -3 and 3, x above, 0 below
      const above = x.sub(3).isPositive();
      const inside = x.add(3).isPositive().sub(above);
      return above.add(inside.mul(x.mul(1 / 3).add(0.5)));
    },
    { since: 14, channelwise: true },
  ),
  Clip: {
    elementwise: true,
    channelwise: true,
    infer: sameType,
    evaluate: (call, [x], [type]) => {
      const [lo, hi] = limits(call);
      return [mapElements([x!], type!, (v) => clamp(v, lo, hi))];
    },
    gradient: ({ call, inputs, outputs, cotangent }) => {
      const [lo, hi] = limits(call);
      const y = outputs[0]!;
      if (lo === 0) return [clipGradient(inputs[0]!, y, cotangent, hi)];
      let masked = cotangent;
      if (lo !== -Infinity) masked = masked.mul(y.sub(lo).isPositive());
      if (hi !== Infinity) masked = masked.mul(y.builder.scalar(hi, y.type).sub(y).isPositive());
      return [masked];
    },
  },
};
