import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import { divisor } from './elementwise.js';
import { perChannel, standardize } from './normalization.js';
import type { Composite, OperatorTable } from './operator.js';

/** By the statistics of what it is given, over all images and positions; then what training would have kept of them. */
const trained: Composite = {
  decompose: (call, [x, scale, bias, mean, variance]) => {
    const axes = x!.dims.flatMap((_, i) => (i === 1 ? [] : [i]));
    const own = standardize(x!, axes, call.number('epsilon', 1e-5));
    const flat = [x!.dims[1]!];
    const spread = x!.sub(own.mean).square().mean(axes);
    const momentum = call.number('momentum', 0.9);
    return [
      own.value.mul(perChannel(scale!, x!.rank)).add(perChannel(bias!, x!.rank)),
      mean!.mul(momentum).add(own.mean.reshape(flat).mul(1 - momentum)),
      variance!.mul(momentum).add(spread.mul(1 - momentum)),
    ];
  },
};

/** Normalization by the statistics that training left, or by those of the batch. */
export const batchNormalizations: OperatorTable = {
  BatchNormalization: {
    channels: 'second',
    variant: (call) => (call.number('training_mode', 0) ? trained : undefined),
    infer: (call) => {
      const channels = call.dims(0)[1] ?? 1;
      for (const i of [1, 2, 3, 4]) {
        if (call.dims(i).join() !== `${channels}`)
          throw call.error(
            `has parameters of shape [${call.dims(i).join(', ')}], not one for each of ${channels} channels`,
          );
      }
      return [call.input(0)];
    },
    evaluate: (call, [x, scale, bias, mean, variance], [type]) => {
      const epsilon = call.number('epsilon', 1e-5);
      const channels = x!.dims[1] ?? 1;
      const plane = x!.size / (x!.dims[0]! * channels);
      return [
        Tensor.of(
          type!.type,
          type!.dims,
          x!.numbers.map((v, i) => {
            const c = Math.floor(i / plane) % channels;
            const deviation = Math.sqrt(variance!.numbers[c]! + epsilon);
            return ((v - mean!.numbers[c]!) / deviation) * scale!.numbers[c]! + bias!.numbers[c]!;
          }),
        ),
      ];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      const [x, scale, , mean, variance] = inputs;
      const wide = (v: Expression): Expression => perChannel(v, x!.rank);
      const deviation = divisor(variance!.add(call.number('epsilon', 1e-5)).sqrt());
      const slope = scale!.div(deviation);
      const rest = x!.dims.flatMap((_, i) => (i === 1 ? [] : [i]));
      const total = (): Expression => cotangent.sum(rest);
      const moment = (): Expression => x!.sub(wide(mean!)).mul(cotangent).sum(rest).div(deviation);
      return [
        wants(0) ? cotangent.mul(wide(slope)) : undefined,
        wants(1) ? moment() : undefined,
        wants(2) ? total() : undefined,
        wants(3) ? total().mul(slope).neg() : undefined,
        wants(4) ? moment().mul(slope).div(deviation).mul(-0.5) : undefined,
      ];
    },
  },
};
