// Proves that positions which command lines name in transformers' layers are those of patches, wherever they stand.
import { readFileSync } from 'node:fs';
import { Model, add, channel, neuron } from 'faccent';
import { expect, test } from 'vitest';
import { ofTokens } from './token-positions.js';

const file = new URL('../fixtures/tokens/around.onnx', import.meta.url);
const model = Model.read(readFileSync(file), { size: [16, 24], range: [0, 1] });
const at = (layer: string, position: [number, number]) => neuron({ layer, unit: 3, position });

test('a position of tokens is that of a patch, in every term', () => {
  const both = add(at('blocks.0', [3, 5]), channel({ layer: 'blocks.0', unit: 1 }));
  // two tokens stand before the patches
  const meant = add(at('blocks.0', [25, 0]), channel({ layer: 'blocks.0', unit: 1 }));
  expect(ofTokens(model, both.description)).toEqual(meant.description);
  expect(() => ofTokens(model, at('blocks.0', [4, 0]).description)).toThrow('there is no position 4, 0');
});

test('a position of a layer with rows and columns is its own', () => {
  const { description } = at('patch', [3, 5]);
  expect(ofTokens(model, description)).toEqual(description);
});
