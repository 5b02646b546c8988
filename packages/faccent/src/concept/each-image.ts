import { Builder, type Expression, finish } from 'onnx-grad';
import { checked, count as anyCount } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { type InspectOptions, targetOf } from '../inspect/options.js';
import { Resizers } from '../inspect/resizers.js';
import type { Model } from '../model/model.js';
import { type Value, value } from '../platform/runtime.js';
import { graphBytes } from '../platform/weights.js';
import { openSession } from '../step/cache.js';

/** Options of what looks at many images. */
export interface BatchOptions extends InspectOptions {
  /** How many images the network sees at once, a whole number; 8 by default. */
  readonly batch?: number;
}

/** Enough to fill the cores of a CPU, and little memory. */
const BATCH = 8;

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
  const network = await openSession(
    graphBytes(finish(networkGraph(model, layer, reduce, count, options))),
    options,
  );
  const resizers = new Resizers(model.description.size, options);
  try {
    for (let from = 0; from < images.length; from += count) {
      const some = images.slice(from, from + count);
      const views = await resizers.views(some, count);
      const { layer: found } = await network.run({ views }, ['layer']);
      yield* items(found!, some.length);
    }
  } finally {
    await network.close();
    await resizers.release();
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

function* items({ dims, data }: Value, count: number): Generator<Value> {
  const length = data.length / dims[0]!;
  for (let i = 0; i < count; i++) yield value(dims.slice(1), data.slice(i * length, (i + 1) * length));
}
