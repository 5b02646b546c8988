import { Builder, finish } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { type Image, planesOf } from '../image/image.js';
import { INPUT } from '../model/layers.js';
import type { Model } from '../model/model.js';
import type { Value } from '../platform/runtime.js';
import { graphBytes } from '../platform/weights.js';
import { openSession } from '../step/cache.js';
import { type InspectOptions, targetOf } from './options.js';
import { Resizers } from './resizers.js';

/** What layers are on an image. */
export interface Observation {
  readonly image: Image;
  /**
   * A layer's activations: (1, channels, …), tokens in one column.
   * @throws FaccentError for a layer that was not looked at
   */
  activations(layer: string): Value<Float32Array>;
}

/** Layers of a network in one compiled graph, to be looked at on any number of images. */
export interface Observer {
  readonly model: Model;
  /** As they were named. */
  readonly layers: readonly string[];
  /**
   * One forward pass on a whole, unaugmented image. Images may differ in size.
   * @throws FaccentError where the image has other planes than the network sees
   */
  observe(image: Image): Promise<Observation>;
  /** Lets go of the compiled graph, unless it is in a cache; what was observed stays. */
  release(): Promise<void>;
}

const outputName = (i: number): string => `layer ${i}`;

/**
 * Compiles several layers of a network in one graph: a look at them all costs one forward pass, whatever the image, its
 * size and the unit. Release it when done.
 * @param layers names; one that occurs twice is computed once
 * @throws FaccentError for an unknown layer, or none
 * @example
 * const eye = await observer(model, ['block3b', 'block6a', model.logits]);
 * for (const one of photos) console.log(await strongest(model, await eye.observe(one), { layer: 'block6a' }));
 * await eye.release();
 */
export async function observer(
  model: Model,
  layers: readonly string[],
  options: InspectOptions = {},
): Promise<Observer> {
  if (!layers.length) throw new FaccentError('layers names no layer to look at');
  const valueOf = (layer: string): string => (layer === INPUT ? INPUT : model.resolve(layer));
  const values = [...new Set(layers.map(valueOf))];
  const b = new Builder(targetOf(options));
  const views = b.input('views', 'float32', [1, model.planes, ...model.description.size]);
  const at = model.append(b, views, [...new Set(layers)]);
  for (const [i, value] of values.entries())
    b.output(at(layers.find((layer) => valueOf(layer) === value)!), outputName(i));
  const session = await openSession(graphBytes(finish(b)), options);
  const resizers = new Resizers(model.description.size, options);
  return {
    ...{ model, layers },
    observe: async (image) => {
      model.checkPlanes(planesOf(image));
      const feeds = { views: await resizers.views([image]) };
      const found = await session.run(
        feeds,
        values.map((_, i) => outputName(i)),
      );
      return {
        image,
        activations: (layer) => {
          const i = values.indexOf(valueOf(layer));
          if (i < 0)
            throw new FaccentError(
              `"${layer}" was not looked at: the observer was made for ${layers.join(', ')}`,
            );
          return found[outputName(i)] as Value<Float32Array>;
        },
      };
    },
    release: async () => {
      await session.close();
      await resizers.release();
    },
  };
}

/** One image as one observer sees it. */
export async function observed(
  model: Model,
  image: Image,
  layers: readonly string[],
  options: InspectOptions,
): Promise<Observation> {
  const eye = await observer(model, layers, options);
  try {
    return await eye.observe(image);
  } finally {
    await eye.release();
  }
}

/**
 * A layer's activations on a whole, unaugmented image: (1, channels, …). Several layers, or several images: `observer`.
 * @throws FaccentError for an unknown layer
 * @example
 * const { dims, data } = await activations(model, photo, 'block5c');
 * dims; // [1, 112, 10, 10]
 */
export const activations = async (
  model: Model,
  image: Image,
  layer: string,
  options: InspectOptions = {},
): Promise<Value<Float32Array>> => (await observed(model, image, [layer], options)).activations(layer);
