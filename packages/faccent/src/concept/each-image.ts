import { backend as defaultBackend } from '#platform';
import { Builder, type Expression, finish } from 'onnx-grad';
import { checked, count as anyCount } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import { type InspectOptions, targetOf } from '../inspect.js';
import type { Model } from '../model/model.js';
import { type Session, type Value, createSession, value } from '../platform/runtime.js';
import { graphBytes } from '../platform/weights.js';
import { whole } from '../transform/whole.js';

/** Options of what looks at many images. */
export interface BatchOptions extends InspectOptions {
  /** How many images the network sees at once, a whole number; 8 by default. */
  readonly batch?: number;
}

/** Enough to fill the cores of a CPU, and little memory. */
const BATCH = 8;

/** A folder of photographs may have a size for each: no more than this many resizing graphs are held. */
const MOST_SIZES = 16;

/**
 * What a layer says of each whole, unaugmented image. The network is compiled once, for a batch; images may differ in
 * size, and those of one size share a small graph that resizes them.
 * @param reduce what is wanted of activations (n, channels, …): (n, …)
 * @returns one value an image, without the batch axis
 * @throws FaccentError on no images, an image whose data do not fit its size, an unknown layer, one without channels
 */
export async function* eachImage(
  model: Model,
  images: readonly Image[],
  layer: string,
  reduce: (activations: Expression) => Expression,
  { batch = BATCH, ...options }: BatchOptions = {},
): AsyncGenerator<Value, void, void> {
  images.forEach(checkImage);
  if (images.length === 0) throw new FaccentError('there are no images to look at');
  checked(anyCount(), batch, 'batch');
  const count = Math.min(batch, images.length);
  const network = await session(networkGraph(model, layer, reduce, count, options), options);
  const resizers = new Map<string, Session>();
  try {
    for (let from = 0; from < images.length; from += count) {
      const some = images.slice(from, from + count);
      const views = await stackedViews(some, count, model.description.size, resizers, options);
      const { layer: found } = await network.run({ views }, ['layer']);
      yield* items(found!, some.length);
    }
  } finally {
    for (const open of [network, ...resizers.values()]) await open.release();
  }
}

function checkImage({ size: [height, width], data }: Image, i: number): void {
  const expected = 3 * height * width;
  if (data.length !== expected || expected === 0) {
    throw new FaccentError(
      `image ${i} is ${height} × ${width}, so it has 3 × ${height} × ${width} numbers, not ${data.length}`,
    );
  }
}

const session = (b: Builder, options: InspectOptions): Promise<Session> =>
  createSession(options.backend ?? defaultBackend, graphBytes(finish(b)), options);

function networkGraph(
  model: Model,
  layer: string,
  reduce: (activations: Expression) => Expression,
  count: number,
  options: InspectOptions,
): Builder {
  const b = new Builder(targetOf(options));
  const views = b.input('views', 'float32', [count, 3, ...model.description.size]);
  const activations = model.append(b, views, [layer])(layer);
  if (activations.rank < 2) throw new FaccentError(`"${layer}" has no channels: choose another layer`);
  b.output(reduce(activations), 'layer');
  return b;
}

function resizeGraph(canvas: Size, view: Size): Builder {
  const b = new Builder();
  b.output(whole().apply({}, { canvas, view })(b.input('image', 'float32', [1, 3, ...canvas])), 'view');
  return b;
}

/** Images as the network wants them (count, 3, h, w); what lacks to a full batch stays black. */
async function stackedViews(
  images: readonly Image[],
  count: number,
  view: Size,
  resizers: Map<string, Session>,
  options: InspectOptions,
): Promise<Value> {
  const length = 3 * view[0] * view[1];
  const data = new Float32Array(count * length);
  for (const [i, image] of images.entries()) {
    const key = image.size.join();
    if (!resizers.has(key)) {
      if (resizers.size >= MOST_SIZES) await forgetOldest(resizers);
      resizers.set(key, await session(resizeGraph(image.size, view), options));
    }
    const resized = await resizers
      .get(key)!
      .run({ image: value([1, 3, ...image.size], image.data) }, ['view']);
    data.set(resized.view!.data as Float32Array, i * length);
  }
  return value([count, 3, ...view], data);
}

async function forgetOldest(resizers: Map<string, Session>): Promise<void> {
  const [oldest] = resizers as Iterable<[string, Session]>;
  resizers.delete(oldest![0]);
  await oldest![1].release();
}

function* items({ dims, data }: Value, count: number): Generator<Value> {
  const length = data.length / dims[0]!;
  for (let i = 0; i < count; i++) yield value(dims.slice(1), data.slice(i * length, (i + 1) * length));
}
