// Proves that values of several images come out with their images first, wherever the network's way has left them.
import { expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { evaluate } from '../graph/evaluate.js';
import { finish } from '../graph/passes.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { dimsImagesFirst, imagesFirst } from './images-first.js';
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
