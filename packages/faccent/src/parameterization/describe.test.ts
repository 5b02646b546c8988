import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { Random } from '../math/random.js';
import { batch, sharedLowResolution } from './batch.js';
import { cppn } from './cppn.js';
import { parameterizationFrom, parameterizationNames } from './describe.js';
import { fourierPhase } from './fourier-phase.js';
import { fourier, preconditionedFourier } from './fourier.js';
import { laplacian } from './laplacian.js';
import type { Parameterization } from './parameterization.js';
import { pixel } from './pixel.js';

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
    const again = parameterizationFrom(JSON.parse(json));
    expect(again.description).toEqual(one.description);
    expect(again.name).toBe(one.name);
    expect(again.learningRate).toBe(one.learningRate);
    expect(again.shapes([6, 9], 'noise')).toEqual(one.shapes([6, 9], 'noise'));
    expect(start(again)).toEqual(start(one));
  });

  test('there is one of everything', () => {
    expect(new Set(EVERY.map((p) => p.description?.name))).toEqual(new Set(parameterizationNames));
  });

  test('a batch has none, rather than that of one of its images', () => {
    expect(batch(fourier(), 2).description).toBeUndefined();
    expect(sharedLowResolution(fourier(), 2).description).toBeUndefined();
  });

  test.each<[unknown, string]>([
    [null, 'parameterization is null; it should be an object, like {"name": "fourier"}'],
    ['fourier', 'parameterization is "fourier"'],
    [{}, 'parameterization.name is undefined; it should be one of fourier, preconditionedFourier'],
    [{ name: '__proto__' }, 'parameterization.name is "__proto__"'],
    [{ name: 'fourier', decoy: 1 }, 'parameterization has "decoy", which it does not know'],
    [{ name: 'fourier', decay: '1' }, 'parameterization.decay is "1"; it should be a finite number'],
    [{ name: 'fourier', decay: null }, 'parameterization.decay is null'],
    [{ name: 'fourier', desaturation: 0 }, 'desaturation must be a positive number'],
    [{ name: 'pixel', decorrelate: 1 }, 'parameterization.decorrelate is 1; it should be true or false'],
    [
      { name: 'laplacian', levels: 1e9 },
      'parameterization.levels is 1000000000; it should be a whole number',
    ],
    [{ name: 'cppn', layers: 1e9 }, 'parameterization.layers is 1000000000'],
    [{ name: 'cppn', hidden: 0 }, 'parameterization.hidden is 0; it should be a whole number from 1 to 1024'],
    [JSON.parse('{"name": "pixel", "__proto__": 1}'), '"__proto__"'],
  ])('that cannot be used is refused: %j', (json, message) => {
    expect(() => parameterizationFrom(json)).toThrow(FaccentError);
    expect(() => parameterizationFrom(json)).toThrow(message);
  });
});
