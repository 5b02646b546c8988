// Proves that an objective typed on a command line is read to the term, and that what cannot be read is refused in no time.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { objectives, parseObjective } from './index.js';

describe('an objective as text', () => {
  const a1 = { name: 'channel', layer: 'a', unit: 1 };
  const b2 = { name: 'channel', layer: 'b', unit: 2 };
  test.each<[string, unknown]>([
    ['a:1', a1],
    [' +a:1 ', a1],
    ['layer1.0/conv_2:0:12', { name: 'channel', layer: 'layer1.0/conv_2:0', unit: 12 }],
    [
      '/relu3/Relu_output_0:5@2,13',
      { name: 'neuron', layer: '/relu3/Relu_output_0', unit: 5, position: [2, 13] },
    ],
    ['conv-1:2', { name: 'channel', layer: 'conv-1', unit: 2 }],
    ['123:4', { name: 'channel', layer: '123', unit: 4 }],
    ['-a:1', { name: 'negate', terms: [a1] }],
    ['.5e1 * a:1', { name: 'multiply', terms: [5, a1] }],
    ['2*3:4', { name: 'multiply', terms: [2, { name: 'channel', layer: '3', unit: 4 }] }],
    ['a:1+b:2', { name: 'add', terms: [a1, b2] }],
    [
      '-2*a:1 + 0.5*b:2-a:1@0,3',
      {
        name: 'add',
        terms: [
          { name: 'multiply', terms: [-2, a1] },
          { name: 'multiply', terms: [0.5, b2] },
          { name: 'negate', terms: [{ ...a1, name: 'neuron', position: [0, 3] }] },
        ],
      },
    ],
  ])('%s', (text, description) => {
    expect(parseObjective(text).description).toEqual(description);
  });

  test.each([
    '',
    ' ',
    'a',
    'a:',
    ':1',
    'a:x',
    'a:-1',
    'a:1@2',
    'a:1 b',
    'a:1 +',
    'a:1 + + b:2',
    '2*',
    '*a:1',
    '3',
    '1e999*a:1',
    '--a:1',
  ])('refuses "%s"', (text) => expect(() => parseObjective(text)).toThrow(FaccentError));

  test('says which part cannot be read', () => {
    expect(() => parseObjective('a:1 + nonsense')).toThrow('"+ nonsense" is no objective');
  });

  test('takes no time over a long text', () => {
    expect(() => parseObjective(`${'1'.repeat(1e5)}a`)).toThrow(FaccentError);
    expect(() => parseObjective(`${'a:1'.repeat(1e4)}x`)).toThrow(FaccentError);
  });

  const written = { name: 'cosim', layer: 'a', unit: 3, power: 2 };
  test('may be any other as JSON', () => {
    expect(parseObjective(` ${JSON.stringify(written)} `).description).toEqual(written);
    expect(objectives.parse('a:1').description).toEqual(a1);
  });

  test.each([
    ['{"name":"cosim"', 'is not JSON'],
    ['{"name":"cosine","layer":"a","unit":3}', 'objective.name is "cosine"; it should be one of add'],
    ['{"name":"cosim","layer":"a"}', 'objective.unit is missing'],
    ['{"name":"encoderLatent","layer":"a","latent":1,"encoder":"f00d"}', 'objective.encoder is "f00d"'],
  ])('refuses JSON that cannot be used: %s', (text, message) => {
    expect(() => parseObjective(text)).toThrow(FaccentError);
    expect(() => parseObjective(text)).toThrow(message);
  });
});
