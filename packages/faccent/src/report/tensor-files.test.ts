// A run's picture and opacity are saved as they are, in the format that the file's name says.
import { expect, test } from 'vitest';
import type { Accentuation } from '../accentuate.js';
import { parseNpy } from '../formats/npy.js';
import { parseSafetensors } from '../formats/safetensors.js';
import { checkTensorFile, tensorFiles } from './tensor-files.js';

const size = [2, 3] as const;
const data = Float32Array.from({ length: 18 }, (_, i) => i / 17);
const opacity = data.map((v) => v * 100);
const image = { size, data };
const result: Accentuation = {
  ...{ image, images: [image], opacity, activation: { before: 0, after: 1 }, steps: [] },
};

test('safetensors hold all of a result', () => {
  const files = tensorFiles('some/folder/run.safetensors', result, 'ketch');
  expect([...files.keys()]).toEqual(['run.safetensors']);
  const tensors = parseSafetensors(files.get('run.safetensors')!, 'x');
  expect(tensors.get('image')).toEqual({ type: 'float32', dims: [3, 2, 3], data });
  expect(tensors.get('opacity')!.data).toEqual(opacity);
});

test('a batch has one axis more', () => {
  const batch = { ...result, images: [image, image], opacity: Float32Array.of(...opacity, ...opacity) };
  const tensors = parseSafetensors(tensorFiles('run.safetensors', batch, '').get('run.safetensors')!, 'x');
  for (const name of ['image', 'opacity']) expect(tensors.get(name)!.dims).toEqual([2, 3, 2, 3]);
  expect(tensors.get('image')!.data).toEqual(Float32Array.of(...data, ...data));
});

test('NumPy files hold one tensor each', () => {
  const files = tensorFiles('run.npy', result, 'ketch');
  expect([...files.keys()]).toEqual(['run-image.npy', 'run-opacity.npy']);
  expect(parseNpy(files.get('run-opacity.npy')!, 'x')).toEqual({
    type: 'float32',
    dims: [3, 2, 3],
    data: opacity,
  });
});

test.each(['run', 'run.pt', '.npy', 'a.npy/run'])('%s names no format', (file) => {
  expect(() => checkTensorFile(file)).toThrow(/should end in .safetensors or .npy/);
});
