import { ALL_PASSES, type Builder, type Expression, GraphError, type Passes, gradient } from 'onnx-grad';
import type { Images } from './batching.js';
import type { ModelDescription } from './description.js';
import { INPUT } from './layers.js';
import type { PictureInput } from './picture-input.js';
import { preprocess } from './preprocess.js';

/** The layers of a copy of a network, channels on axis 1: (n, channels, …). */
export interface Layers {
  (layer: string): Expression;
  /** The gradient of a scalar with respect to a layer, shaped as the layer; zeros where it does not depend on it. */
  gradient(scalar: Expression, layer: string): Expression;
  /** The gradients of a scalar with respect to several layers, in one reverse pass. */
  gradients(scalar: Expression, layers: readonly string[]): Expression[];
  /** The gradients of a scalar with respect to constants of the network, such as a convolution's weights. */
  constantGradients(scalar: Expression, names: readonly string[]): Expression[];
}

/** How a copy is made. */
export interface CopyOptions {
  /** Put before the copy's values, whose names may be any: so no name of the graph's own is theirs. Copies share weights. */
  readonly prefix?: string;
  readonly passes?: Passes;
}

/** What of a model a copy is made of. */
interface Original {
  readonly picture: PictureInput;
  readonly description: ModelDescription;
  readonly images: Images;
  resolve(layer: string): string;
}

/** What `Model.append` does. */
export function appendModel(
  model: Original,
  builder: Builder,
  views: Expression,
  layers: readonly string[],
  { prefix = 'model:', passes = ALL_PASSES }: CopyOptions,
): Layers {
  const values = layers.filter((layer) => layer !== INPUT).map((layer) => model.resolve(layer));
  try {
    const pictures = preprocess(views, model.description, model.picture);
    const { raw, ordered } = model.images.append(builder, pictures, values, { prefix, whole: !passes.cut });
    // a layer is put together once, however many terms of an objective look at it
    const made = new Map([[INPUT, views]]);
    const activations = (layer: string): Expression => {
      const value = layer === INPUT ? INPUT : model.resolve(layer);
      const known = made.get(layer) ?? ordered(raw(value), value);
      made.set(layer, known);
      return known;
    };
    // what the network computes goes on from a layer's values as they are, not as they are put together here
    const gradients = (scalar: Expression, wanted: readonly string[]): Expression[] => {
      const found = gradient(
        builder,
        scalar,
        wanted.map((layer) => (layer === INPUT ? views : raw(model.resolve(layer)))),
      );
      return wanted.map((layer, i) =>
        layer === INPUT ? found[i]! : ordered(found[i]!, model.resolve(layer)),
      );
    };
    return Object.assign(activations, {
      gradient: (scalar: Expression, layer: string) => gradients(scalar, [layer])[0]!,
      gradients,
      constantGradients: (scalar: Expression, names: readonly string[]) =>
        gradient(builder, scalar, names.map(raw)),
    });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const wanted = layers.map((layer) => `"${layer}"`).join(' and ');
    // the model's maker knows its names without our prefix
    const message = error.message.replaceAll(`"${prefix}`, '"');
    throw new GraphError(`on the way from the image to ${wanted}: ${message}`, { cause: error });
  }
}
