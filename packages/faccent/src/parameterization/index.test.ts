// Parameterizations go through JSON and come back the same, can be written short, and are refused where they cannot be.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { Random } from '../math/random.js';
import {
  type Parameterization,
  batch,
  cppn,
  fourier,
  fourierPhase,
  laplacian,
  parameterizations,
  pixel,
  preconditionedFourier,
  sharedLowResolution,
} from './index.js';

const EVERY: Parameterization[] = [
  fourier(),
  fourier({ decay: 1.2, desaturation: 3, decorrelate: false, standardize: true }),
  preconditionedFourier({ decay: 0.5 }),
  fourierPhase(),
  fourierPhase({ decay: 0.9, standardize: false }),
  pixel({ desaturation: 2 }),
  laplacian({ levels: 3, decorrelate: false }),
  cppn({ hidden: 5, layers: 2, decorrelate: true }),
];

const start = (p: Parameterization) => p.randomStart(new Random(1), [6, 9]);

describe('a description', () => {
  test.each(EVERY.map((p) => [JSON.stringify(p.description), p] as const))('%s', (json, one) => {
    const again = parameterizations.read(JSON.parse(json));
    expect(again.description).toEqual(one.description);
    expect(again.name).toBe(one.name);
    expect(one.description?.name).toBe(one.name);
    expect(again.learningRate).toBe(one.learningRate);
    expect(again.shapes([6, 9], 'noise')).toEqual(one.shapes([6, 9], 'noise'));
    expect(start(again)).toEqual(start(one));
  });

  test('there is one of everything', () => {
    expect(new Set(EVERY.map((p) => p.description?.name))).toEqual(new Set(parameterizations.names));
  });

  test('a batch has none, rather than that of one of its images', () => {
    expect(batch(fourier(), 2).description).toBeUndefined();
    expect(sharedLowResolution(fourier(), 2).description).toBeUndefined();
  });

  test.each<[unknown, string]>([
    [null, 'parameterization is null; it should be an object, like {"name": "fourier"}'],
    ['fourier', 'parameterization is "fourier"'],
    [{}, 'parameterization.name is missing; it should be one of cppn, fourier, fourierPhase'],
    [{ name: '__proto__' }, 'parameterization.name is "__proto__"'],
    [{ name: 'fourier', decoy: 1 }, 'parameterization has "decoy", which it does not know'],
    [{ name: 'fourier', decay: '1' }, 'parameterization.decay is "1"; it should be a finite number'],
    [{ name: 'fourier', decay: null }, 'parameterization.decay is null'],
    [
      { name: 'fourier', desaturation: 0 },
      'parameterization.desaturation is 0; it should be a number above 0',
    ],
    [{ name: 'pixel', decorrelate: 1 }, 'parameterization.decorrelate is 1; it should be true or false'],
    [
      { name: 'laplacian', levels: 1e9 },
      'parameterization.levels is 1000000000; it should be a whole number from 1 to 16',
    ],
    [
      { name: 'cppn', layers: 1e9 },
      'parameterization.layers is 1000000000; it should be a whole number from 1 to 64',
    ],
    [{ name: 'cppn', hidden: 0 }, 'parameterization.hidden is 0; it should be a whole number from 1 to 1024'],
    [JSON.parse('{"name": "pixel", "__proto__": 1}'), '"__proto__"'],
  ])('that cannot be used is refused: %j', (json, message) => {
    expect(() => parameterizations.read(json)).toThrow(FaccentError);
    expect(() => parameterizations.read(json)).toThrow(message);
  });
});

test('older names still read, and it is said that they are old', () => {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  expect(parameterizations.read({ name: 'preconditioned-fourier', decay: 1 }, { note }).description).toEqual({
    ...{ name: 'preconditionedFourier', decay: 1 },
  });
  expect(parameterizations.parse('fourier-phase:0.9', { note }).description).toEqual({
    ...{ name: 'fourierPhase', decay: 0.9 },
  });
  expect(notes).toEqual([
    'the parameterization "preconditioned-fourier" is now called "preconditionedFourier"',
    'the parameterization "fourier-phase" is now called "fourierPhase"',
  ]);
});

describe('as text', () => {
  test.each<[string, object]>([
    ['fourier', { name: 'fourier' }],
    [' fourier:1.2 ', { name: 'fourier', decay: 1.2 }],
    ['preconditionedFourier:2', { name: 'preconditionedFourier', decay: 2 }],
    ['fourierPhase:0.9', { name: 'fourierPhase', decay: 0.9 }],
    ['laplacian:5', { name: 'laplacian', levels: 5 }],
    ['cppn:16', { name: 'cppn', hidden: 16 }],
    ['cppn:16:4', { name: 'cppn', hidden: 16, layers: 4 }],
    ['{"name": "pixel", "decorrelate": false}', { name: 'pixel', decorrelate: false }],
  ])('%s', (text, description) => {
    expect(parameterizations.parse(text).description).toEqual(description);
  });

  test('by every name', () => {
    for (const name of parameterizations.names) expect(parameterizations.parse(name).name).toBe(name);
  });

  test.each<[string, string]>([
    ['', 'there is no parameterization ""; there are cppn[:HIDDEN[:LAYERS]], fourier[:DECAY]'],
    ['constructor', 'there is no parameterization "constructor"'],
    ['pixel:5', '"pixel:5" should be written pixel'],
    ['fourier:much', 'parameterization.decay is "much"; it should be a finite number'],
    ['laplacian:17', 'parameterization.levels is 17; it should be a whole number from 1 to 16'],
    ['cppn:16:4:1', '"cppn:16:4:1" should be written cppn[:HIDDEN[:LAYERS]]'],
    ['{"name": "pixel"', 'is not JSON'],
  ])('%j is refused', (text, message) => {
    expect(() => parameterizations.parse(text)).toThrow(FaccentError);
    expect(() => parameterizations.parse(text)).toThrow(message);
  });
});
