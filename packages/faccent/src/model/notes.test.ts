// What is said of a model that was exported in training form.
import { expect, test } from 'vitest';
import { networkOf, tensor } from '../testing/networks.js';

test.each([0, 1])('a normalization in training form is told of: %i', (training) => {
  const [scale, bias, mean, variance] = [1, 0, 0.5, 0.1].map((v) => tensor([3], [v, v, v]));
  const model = networkOf(
    8,
    [
      [
        'BatchNormalization',
        ['image', 'scale', 'bias', 'mean', 'variance'],
        training ? 'norm,kept.mean,kept.variance' : 'norm',
        { training_mode: training },
      ],
      ['GlobalAveragePool', ['norm'], 'pool'],
    ],
    { scale: scale!, bias: bias!, mean: mean!, variance: variance! },
  );
  const said = model.notes.filter((note) => note.includes('training form'));
  expect(said).toEqual(
    training
      ? [
          'a BatchNormalization is in training form, and normalizes by the picture at hand instead of by what was learned: ' +
            'export the network as it predicts (of PyTorch, after model.eval())',
        ]
      : [],
  );
});
