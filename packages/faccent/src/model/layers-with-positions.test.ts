// Proves that the layers which give a picture of a network have positions, go by names that people know, early to late.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadModel } from '../models/load.js';
import { miniInception } from '../testing/mini-inception.js';
import { layersWithPositions } from './layers-with-positions.js';
import { Model } from './model.js';

const names = (model: Model, most: number): string[] =>
  layersWithPositions(model, most).map(({ name }) => name);

test('of convolutional networks they are the ends of blocks, spread evenly, the last among them', async () => {
  const mini = await loadModel(miniInception);
  expect(names(mini, 20)).toEqual([
    ...['conv1', 'conv2', 'mixed3a', 'mixed3b', 'mixed4a', 'mixed4b', 'mixed4c', 'mixed5a', 'mixed5b'],
  ]);
  expect(names(mini, 3)).toEqual(['mixed3a', 'mixed4b', 'mixed5b']);
  const shipped = names(await loadModel(), 8);
  expect(shipped).toHaveLength(8);
  expect(shipped.at(-1)).toBe('head');
  expect(shipped.filter((name) => /^block\d[a-d]$/.test(name))).toHaveLength(7);
});

test('of transformers they are blocks of tokens; class tokens, logits and what mixes positions are not among them', () => {
  const bytes = readFileSync(new URL('../fixtures/tokens/class.onnx', import.meta.url));
  const found = names(Model.read(bytes, { size: [16, 24], range: [0, 1] }), 8);
  expect(found).toContain('blocks.0');
  expect(found).not.toContain('logits');
});
