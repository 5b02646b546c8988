import { Builder, type Expression, Tensor, evaluate, finish, gradient } from 'onnx-grad';
import { Random } from '../math/random.js';
import type { Progress, Transform, ViewShape } from '../transform/transform.js';
import { noise, run } from './golden.js';

/** What is drawn for one step, as plain numbers. */
export function drawOf(
  transform: Transform,
  shape: ViewShape,
  { seed = 1, progress = { step: 0, steps: 1 } }: { seed?: number; progress?: Progress } = {},
): Record<string, number[]> {
  const random = new Random(seed);
  const draws = { ...transform.prepare(random, shape), ...transform.draw(random, shape, progress) };
  return Object.fromEntries(Object.entries(draws).map(([name, data]) => [name, Array.from(data, Number)]));
}

/** Tests feed floats alone, so whole numbers are cast in the graph. */
const castInputs = (transform: Transform, shape: ViewShape, e: Record<string, Expression>) =>
  Object.fromEntries(
    Object.entries(transform.inputs(shape)).map(([name, { type }]) => [
      name,
      type === 'int64' ? e[name]!.cast(type) : e[name]!,
    ]),
  );

const drawArrays = (transform: Transform, shape: ViewShape, draws: Record<string, number[]>) =>
  Object.fromEntries(
    Object.entries(transform.inputs(shape)).map(([name, { dims }]) => [
      name,
      { shape: dims, data: draws[name]! },
    ]),
  );

/** The views of images under one draw, in the runtime. */
export function viewsOf(
  transform: Transform,
  shape: ViewShape,
  images: Record<string, ArrayLike<number>>,
  draws = drawOf(transform, shape),
): Promise<Record<string, Float32Array>> {
  const pictures = Object.entries(images).map(([name, data]) => [
    `picture.${name}`,
    { shape: [1, 3, ...shape.canvas], data },
  ]);
  return run(
    (_, e) => {
      const views = transform.apply(castInputs(transform, shape, e), shape);
      return Object.fromEntries(Object.keys(images).map((name) => [name, views(e[`picture.${name}`]!)]));
    },
    {
      ...drawArrays(transform, shape, draws),
      ...(Object.fromEntries(pictures) as Record<string, { shape: number[]; data: ArrayLike<number> }>),
    },
  );
}

/** Largest difference, in float64, between the gradient in the image of a random function of the views and central differences. */
export function gradientError(
  transform: Transform,
  shape: ViewShape,
  draws = drawOf(transform, shape),
): number {
  const b = new Builder();
  const image = b.input('image', 'float64', [1, 3, ...shape.canvas]);
  const arrays = drawArrays(transform, shape, draws);
  const e = Object.fromEntries(
    Object.entries(arrays).map(([name, a]) => [name, b.input(name, 'float64', a.shape)]),
  );
  const views = transform.apply(castInputs(transform, shape, e), shape)(image);
  const weights = Tensor.of(
    'float64',
    views.dims,
    noise(
      views.dims.reduce((x, y) => x * y, 1),
      3,
    ),
  );
  const f = views.square().mul(b.constant(weights)).sum();
  b.output(f, 'f');
  b.output(gradient(b, f, [image])[0]!, 'gradient');
  const graph = finish(b);

  const feeds = Object.fromEntries(
    Object.entries(arrays).map(([name, a]) => [name, Tensor.of('float64', a.shape, a.data)]),
  );
  const at = noise(
    image.dims.reduce((x, y) => x * y, 1),
    2,
  );
  const outputs = (x: Float64Array) =>
    evaluate(graph, { ...feeds, image: Tensor.of('float64', image.dims, x) });
  const own = outputs(at).gradient!.numbers;
  const value = (i: number, by: number): number => outputs(at.map((v, k) => (k === i ? v + by : v))).f!.item;
  const step = 1e-3;
  // a quarter of the pixels: the canvases of tests are odd, so of all rows and columns
  let most = 0;
  for (let i = 0; i < at.length; i += 4)
    most = Math.max(most, Math.abs(own[i]! - (value(i, step) - value(i, -step)) / (2 * step)));
  return most;
}
