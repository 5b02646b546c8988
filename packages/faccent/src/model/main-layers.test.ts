// The layer that runs can be held at where nothing says which: early, and one that people have a name for.
import { expect, test } from 'vitest';
import { miniInception } from '../testing/mini-inception.js';
import { networkOf, tensor } from '../testing/networks.js';
import { loadModel } from '../models/load.js';
import { earlyLayer } from './main-layers.js';

test('of the networks that ship and of one with modules', async () => {
  const early = async (name: string): Promise<string | undefined> => earlyLayer(await loadModel(name))?.name;
  expect(await early('efficientnet-lite0-robust')).toMatch(/^block[345]/);
  expect(await early(miniInception)).toMatch(/^mixed[34]/);
});

test('is not what a network that rescales does to the picture itself', () => {
  const wide = tensor([4, 3, 1, 1], new Float32Array(12).fill(0.5));
  const model = networkOf(
    8,
    [
      ['Div', ['image', 'by'], 'rescaled'],
      ['Sub', ['rescaled', 'mean'], 'centred'],
      ['Conv', ['centred', 'wide'], 'conv'],
    ],
    { by: tensor([], [255]), mean: tensor([1, 3, 1, 1], [0.5, 0.4, 0.3]), wide },
  );
  expect(earlyLayer(model)?.name).toBe('conv');
});
