// What command lines write is read: single transforms, lists of stages, JSON, and the spellings of before.
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { parseTransform, transforms } from './index.js';

const composed = (...parts: object[]) => ({ name: 'compose', parts });
const SHORT: readonly (readonly [string, object])[] = [
  ['box', { name: 'box' }],
  ['box:0.2:0.9', { name: 'box', fraction: [0.2, 0.9] }],
  ['centreBox', { name: 'centreBox' }],
  ['centreBox:0.05:0.5:0.1', { name: 'centreBox', fraction: [0.05, 0.5], deviation: 0.1 }],
  ['zoomBox:0.7:0.1', { name: 'zoomBox', least: [0.7, 0.1] }],
  ['jitterStack', { name: 'jitterStack' }],
  ['whole', { name: 'whole' }],
  ['jitter:8', composed({ name: 'jitter', pixels: 8 })],
  [
    'pad:12:constant:0.4; jitter:8 ;randomScale:0.9:1:1.1',
    composed(
      { name: 'pad', pixels: 12, mode: 'constant', value: 0.4 },
      { name: 'jitter', pixels: 8 },
      { name: 'randomScale', scales: [0.9, 1, 1.1] },
    ),
  ],
  [
    'randomRotate:-10:0:10,colourNoise:0.1,pixelNoise:0.02:0',
    composed(
      { name: 'randomRotate', degrees: [-10, 0, 10] },
      { name: 'colourNoise', deviation: 0.1 },
      { name: 'pixelNoise', normal: 0.02, uniform: 0 },
    ),
  ],
  ['colourNoise,box', composed({ name: 'colourNoise' }, { name: 'box' })],
  ['{"name": "box", "views": 3}', { name: 'box', views: 3 }],
];

test.each(SHORT)('%s', (text, description) => {
  expect(parseTransform(text).description).toEqual(description);
});

test.each([
  ['centre-box:0.05:0.5:0.1', 'centreBox:0.05:0.5:0.1', ['centre-box']],
  ['zoom:0.7:0.1', 'zoomBox:0.7:0.1', ['zoom']],
  ['jitter-stack', 'jitterStack', ['jitter-stack']],
  [
    'scale:0.9:1,rotate:-10:0:10,colour-noise:0.1,pixel-noise:0.02:0',
    'randomScale:0.9:1,randomRotate:-10:0:10,colourNoise:0.1,pixelNoise:0.02:0',
    ['scale', 'rotate', 'colour-noise', 'pixel-noise'],
  ],
  ['{"name": "box", "crops": 3}', '{"name": "box", "views": 3}', ['crops']],
])('%s is %s of before, and says so', (before, now, old) => {
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  const views = before.startsWith('{') ? undefined : 3;
  expect(parseTransform(before, { views, note }).description).toEqual(
    parseTransform(now, { views }).description,
  );
  expect(notes.length).toBe(old.length);
  old.forEach((name, i) => expect(notes[i]).toContain(`"${name}"`));
});

test('the registry reads lists, too', () => {
  expect(transforms.parse('pad:1,jitter:2').description).toEqual(
    parseTransform('pad:1,jitter:2').description,
  );
});

test('every transform and stage but compose has a short form', () => {
  const made = SHORT.flatMap(([text]) => {
    const { name, parts = [] } = parseTransform(text).description as {
      name: string;
      parts?: { name: string }[];
    };
    return [name, ...parts.map((part) => part.name)];
  });
  expect([...transforms.names, ...transforms.partNames].filter((name) => !made.includes(name))).toEqual([]);
});

test('views are drawn as many as are asked for, where something is random', () => {
  const at = (text: string) => parseTransform(text, { views: 3 });
  expect(at('box').description).toEqual({ name: 'box', views: 3 });
  expect(at('jitter:2').description).toMatchObject({ name: 'compose', views: 3 });
  expect(at('colourNoise,box').description).toMatchObject({
    parts: [{ name: 'colourNoise' }, { name: 'box', views: 3 }],
    views: 3,
  });
  expect([at('whole').views, at('pad:3').views, at('jitterStack').views]).toEqual([1, 1, 3]);
});

test.each<[string, string]>([
  ['', 'there is no transform ""; there are box[:LEAST:MOST], centreBox'],
  ['jitter:8,,pad:3', 'there is no transform ""'],
  ['jiggle:8', 'there is no transform "jiggle"'],
  ['__proto__', 'there is no transform "__proto__"'],
  ['jitter', '"jitter" should be written jitter:PIXELS'],
  ['box:0.5', '"box:0.5" should be written box[:LEAST:MOST]'],
  ['box:0.9:0.5', 'crop fractions must satisfy'],
  ['jitter:far', 'pixels is "far"; it should be a whole number'],
  ['pad:3:mirror', 'mode is "mirror"; it should be constant or reflect'],
  ['randomScale:0', 'scales must be positive numbers, not 0'],
  ['{"name": "box"', 'is not JSON'],
  ['{"name": "jitter", "pixels": 8}', 'with "jitter" among the parts'],
])('%j is refused', (text, message) => {
  expect(() => parseTransform(text)).toThrow(FaccentError);
  expect(() => parseTransform(text)).toThrow(message);
});

test('JSON says its views itself', () => {
  expect(() => parseTransform('{"name": "box"}', { views: 3 })).toThrow('write "views" in it');
});
