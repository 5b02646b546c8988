import {
  ALL_PASSES,
  type Builder,
  type Expression,
  type Graph,
  GraphError,
  type Passes,
  cut,
  gradient,
  instantiate,
} from 'onnx-grad';
import type { Batching } from './batching.js';
import type { ModelDescription } from './description.js';
import { INPUT } from './layers.js';
import { channelsFirst } from './layout.js';
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
  readonly graph: Graph;
  readonly input: string;
  readonly description: ModelDescription;
  readonly batching: Batching;
  resolve(layer: string): string;
  furtherInputs(builder: Builder): [string, Expression][];
  channelAxisOf(layer: string): number;
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
  const network = passes.cut ? cut(model.graph, values) : model.graph;
  const count = views.dims[0]!;
  const copy = (part: Expression, label: string): ((value: string) => Expression) =>
    instantiate(builder, network, {
      inputs: new Map([[model.input, part], ...model.furtherInputs(builder)]),
      prefix: `${prefix}${label}`,
      batch: model.batching === 'adapted' ? count : undefined,
    });
  try {
    const images = preprocess(views, model.description);
    const single = model.batching === 'single' && count > 1;
    const copies = single
      ? Array.from({ length: count }, (_, i) => copy(images.slice(0, i, i + 1), `${i}:`))
      : [copy(images, '')];
    // a layer is put together once, however many terms of an objective look at it
    const made = new Map([[INPUT, views]]);
    const partsOf = (layer: string): Expression[] => copies.map((find) => find(model.resolve(layer)));
    const assemble = (parts: readonly Expression[], layer: string): Expression =>
      channelsFirst(builder.concat(parts, 0), model.channelAxisOf(layer));
    const activations = (layer: string): Expression => {
      const known = made.get(layer) ?? assemble(partsOf(layer), layer);
      made.set(layer, known);
      return known;
    };
    // what the network computes goes on from a layer's values as they are, not as they are put together here
    const gradients = (scalar: Expression, wanted: readonly string[]): Expression[] => {
      const parts = wanted.map((layer) => (layer === INPUT ? [views] : partsOf(layer)));
      const found = gradient(builder, scalar, parts.flat());
      return wanted.map((layer, i) => {
        const own = found.splice(0, parts[i]!.length);
        return layer === INPUT ? own[0]! : assemble(own, layer);
      });
    };
    return Object.assign(activations, {
      gradient: (scalar: Expression, layer: string) => gradients(scalar, [layer])[0]!,
      gradients,
      constantGradients: (scalar: Expression, names: readonly string[]) => {
        // copies share an initializer, but each makes a constant node's value anew
        const of = names.map((name) => [
          ...new Map(copies.map((find) => [find(name).name, find(name)])).values(),
        ]);
        const found = gradient(builder, scalar, of.flat());
        return of.map((parts) => found.splice(0, parts.length).reduce((sum, part) => sum.add(part)));
      },
    });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const wanted = layers.map((layer) => `"${layer}"`).join(' and ');
    // the model's maker knows its names without our prefix
    const message = error.message.replaceAll(`"${prefix}`, '"');
    throw new GraphError(`on the way from the image to ${wanted}: ${message}`, { cause: error });
  }
}
