// What is said of a model that was exported in training form, or that rounds.
import { expect, test } from 'vitest';
import { type LayerInit, networkOf, tensor } from '../testing/networks.js';

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

test.each<[string, LayerInit[], RegExp | undefined]>([
  [
    'all of it',
    [
      ['Round', ['image'], 'whole'],
      ['GlobalAveragePool', ['whole'], 'pool'],
    ],
    /goes through Round \(node "node:whole"\)/,
  ],
  [
    'beside what is not rounded',
    [
      ['Round', ['image'], 'whole'],
      ['Add', ['image', 'whole'], 'sum'],
      ['GlobalAveragePool', ['sum'], 'pool'],
    ],
    undefined,
  ],
])('what rounds is told of: %s', (_, layers, message) => {
  const said = networkOf(8, layers, {}).notes.find((note) => note.includes('no gradient'));
  if (message) expect(said).toMatch(message);
  else expect(said).toBeUndefined();
});
