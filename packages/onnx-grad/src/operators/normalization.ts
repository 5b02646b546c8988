import type { OperatorTable } from '../operator.js';
import { Tensor } from '../tensor.js';

export const normalizations: OperatorTable = {
  /** In inference form: with the statistics that training left. */
  BatchNormalization: {
    infer: (call) => {
      if (call.number('training_mode', 0)) throw call.error('is in training form; export the network in inference form');
      return [call.input(0)];
    },
    evaluate: (call, [x, scale, bias, mean, variance], [type]) => {
      const epsilon = call.number('epsilon', 1e-5);
      const channels = x!.dims[1]!;
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
    gradient: ({ call, inputs, cotangent }) => {
      const [x, scale, , , variance] = inputs;
      const slope = scale!.div(variance!.add(call.number('epsilon', 1e-5)).sqrt());
      return [cotangent.mul(slope.reshape(x!.dims.map((d, i) => (i === 1 ? d : 1))))];
    },
  },
};
