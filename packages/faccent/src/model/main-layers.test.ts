// The layer that runs can be held at where nothing says which: early, and one that people have a name for.
import { expect, test } from 'vitest';
import { miniInception } from '../testing/mini-inception.js';
import { loadModel } from '../models/load.js';
import { earlyLayer } from './main-layers.js';

test('of the networks that ship and of one with modules', async () => {
  const early = async (name: string): Promise<string | undefined> => earlyLayer(await loadModel(name))?.name;
  expect(await early('efficientnet-lite0-robust')).toMatch(/^block[345]/);
  expect(await early(miniInception)).toMatch(/^mixed[34]/);
});
