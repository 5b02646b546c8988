// A map that is the same everywhere is said to be, with where to look instead.
import { expect, test } from 'vitest';
import { flatness } from './flat.js';

const of = (name: string, values: number[], signed = false): string | undefined =>
  flatness({ name, map: Float32Array.from(values), size: [1, values.length], signed });

test('a map that differs somewhere is not spoken of', () => {
  expect(of('gradCam', [0, 0, 1e-9])).toBeUndefined();
});

test('a map of zeros', () => {
  expect(of('gradCam', [0, 0])).toBe(
    'gradCam is 0 everywhere: no channel of its layer speaks for the feature here; signedCam shows what speaks against it',
  );
  expect(of('saliency', [0, 0])).toMatch(/does not depend on the photograph here/);
  expect(of('signedCam', [0, 0], true)).toBe('signedCam is 0 everywhere');
});
