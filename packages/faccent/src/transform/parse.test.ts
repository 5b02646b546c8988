import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { stageNames, transformNames } from './describe.js';
import { parseTransform } from './parse.js';

const composed = (...parts: object[]) => ({ name: 'compose', parts });
const SHORT: readonly (readonly [string, object])[] = [
  ['box', { name: 'box' }],
  ['box:0.2:0.9', { name: 'box', fraction: [0.2, 0.9] }],
  ['centre-box', { name: 'centreBox' }],
  ['centre-box:0.05:0.5:0.1', { name: 'centreBox', fraction: [0.05, 0.5], deviation: 0.1 }],
  ['zoom:0.7:0.1', { name: 'zoomBox', least: [0.7, 0.1] }],
  ['jitter-stack', { name: 'jitterStack' }],
  ['whole', { name: 'whole' }],
  ['jitter:8', composed({ name: 'jitter', pixels: 8 })],
  [
    'pad:12:constant:0.4; jitter:8 ;scale:0.9:1:1.1',
    composed(
      { name: 'pad', pixels: 12, mode: 'constant', value: 0.4 },
      { name: 'jitter', pixels: 8 },
      { name: 'randomScale', scales: [0.9, 1, 1.1] },
    ),
  ],
  [
    'rotate:-10:0:10,colour-noise:0.1,pixel-noise:0.02:0',
    composed(
      { name: 'randomRotate', degrees: [-10, 0, 10] },
      { name: 'colourNoise', deviation: 0.1 },
      { name: 'pixelNoise', normal: 0.02, uniform: 0 },
    ),
  ],
  ['colour-noise,box', composed({ name: 'colourNoise', deviation: 0.05 }, { name: 'box' })],
  ['{"name": "box", "crops": 3}', { name: 'box', crops: 3 }],
];

test.each(SHORT)('%s', (text, description) => {
  expect(parseTransform(text).description).toEqual(description);
});

test('every transform and stage but compose has a short form', () => {
  const made = SHORT.flatMap(([text]) => {
    const { name, parts = [] } = parseTransform(text).description as {
      name: string;
      parts?: { name: string }[];
    };
    return [name, ...parts.map((part) => part.name)];
  });
  expect([...transformNames, ...stageNames].filter((name) => !made.includes(name))).toEqual([]);
});

test('views are drawn as many as are asked for, where something is random', () => {
  const at = (text: string) => parseTransform(text, { crops: 3 });
  expect(at('box').description).toEqual({ name: 'box', crops: 3 });
  expect(at('jitter:2').description).toMatchObject({ name: 'compose', crops: 3 });
  expect(at('colour-noise,box').description).toMatchObject({
    parts: [{ name: 'colourNoise' }, { name: 'box', crops: 3 }],
    crops: 3,
  });
  expect([at('whole').crops, at('pad:3').crops, at('jitter-stack').crops]).toEqual([1, 1, 3]);
});

test.each<[string, string]>([
  ['', 'there is no transform ""; there are box[:LEAST:MOST], centre-box'],
  ['jitter:8,,pad:3', 'there is no transform ""'],
  ['jiggle:8', 'there is no transform "jiggle"'],
  ['__proto__', 'there is no transform "__proto__"'],
  ['jitter', '"jitter" should be written jitter:PIXELS'],
  ['box:0.5', '"box:0.5" should be written box[:LEAST:MOST]'],
  ['box:0.9:0.5', 'crop fractions must satisfy'],
  ['jitter:far', 'pixels is "far"; it should be a whole number'],
  ['pad:3:mirror', 'mode is "mirror"; it should be constant or reflect'],
  ['scale:0', 'scales must be positive numbers, not 0'],
  ['{"name": "box"', 'is not JSON'],
  ['{"name": "jitter", "pixels": 8}', 'with "jitter" among the parts'],
])('%j is refused', (text, message) => {
  expect(() => parseTransform(text)).toThrow(FaccentError);
  expect(() => parseTransform(text)).toThrow(message);
});

test('JSON says its views itself', () => {
  expect(() => parseTransform('{"name": "box"}', { crops: 3 })).toThrow('write "crops" in it');
});
