// Proves that values of several images come out with their images first, wherever the network's way has left them.
import { expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { evaluate } from '../graph/evaluate.js';
import { finish } from '../graph/passes.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { axisImagesFirst, checkOneRow, dimsImagesFirst, imagesFirst } from './images-first.js';
import { type Held, NEW_AXIS, type Place, along, moved } from './place.js';

const COUNT = 2;

/** A value of two images, counted up. */
function held(b: Builder, dims: number[]): { x: Tensor; value: Held } {
  const all = [COUNT, ...dims];
  const x = Tensor.of(
    'float32',
    all,
    Float32Array.from({ length: sizeOf(all) }, (_, i) => i),
  );
  return { x, value: { value: b.input('x', 'float32', all), dims, place: NEW_AXIS, asInModel: false } };
}

test.each<[string, number[], Place, number[] | undefined]>([
  ['an axis of images', [1, 3, 4], along(0, 1), [1, 3, 4]],
  ['an axis of images further back', [3, 1, 4], along(1, 1), [1, 3, 4]],
  ['no axis of images', [3, 4], NEW_AXIS, [1, 3, 4]],
  ['rows of several tokens, with an axis of images in front', [1, 3, 4], along(1, 3), [1, 3, 4]],
  ['rows of several tokens alone', [3, 4], along(0, 3), undefined],
])('%s', (_, dims, place, expected) => {
  expect(dimsImagesFirst({ dims, place })).toEqual(expected);
  const b = new Builder();
  const { x, value } = held(b, dims);
  const there = moved(value, place, COUNT);
  const first = () => imagesFirst(there.value, there, COUNT);
  if (!expected) {
    expect(first).toThrow('it has 3 rows for one image');
    return;
  }
  b.output(first(), 'y');
  const { y } = evaluate(finish(b), { x });
  expect(y!.dims).toEqual([COUNT, ...expected.slice(1)]);
  expect([...y!.numbers]).toEqual([...x.numbers]);
});

test.each<[string, number[], Place, number, number]>([
  ['behind the images', [1, 3, 4], along(0, 1), 2, 2],
  ['before images that move to the front', [3, 1, 4], along(1, 1), 0, 1],
  ['before images that are in front already', [1, 3, 4], { axis: 2, outer: 1, inner: 4 }, 1, 1],
  ['where images get an axis', [3, 4], NEW_AXIS, 0, 1],
])('an axis %s is where its elements are', (_, dims, place, axis, expected) => {
  expect(axisImagesFirst({ dims, place }, axis)).toBe(expected);
  expect(dimsImagesFirst({ dims, place })![expected]).toBe(dims[axis]);
});

test('several rows for one image are refused', () => {
  expect(() => checkOneRow({ dims: [1, 3, 4], place: along(1, 3) })).not.toThrow();
  expect(() => checkOneRow({ dims: [3, 4], place: along(0, 3) })).toThrow(
    'it has 3 rows for one image (3, 4)',
  );
});
