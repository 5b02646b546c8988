import {
  Builder,
  type DataType,
  type Expression,
  type Graph,
  type HeldShape,
  type Instance,
  type ValueType,
  instantiate,
  instantiateEach,
  isHeld,
} from 'onnx-grad';
import { takenAs } from './picture-input.js';

/** The type of a value of the graph, where it is known. */
export type TypeOf = (value: string) => ValueType | undefined;

/** What of a network is shown images, and what else it is given. */
export interface Shown {
  readonly graph: Graph;
  /** The input that takes the picture. */
  readonly input: string;
  readonly type: DataType;
  /** Its shape for one image, as the network has it. */
  readonly dims: readonly number[];
  /** Whether its first axis is that of images. */
  readonly batched: boolean;
  /** The axis of its channels. */
  readonly channelAxis: number;
  /** Values of further inputs, in a graph under construction. */
  readonly further: (builder: Builder) => [string, Expression][];
}

/** A network copied as it is, into a graph of its own. */
export interface CopyAsIs {
  readonly builder: Builder;
  /** What one of the network's values is called there; undefined where it was left out. */
  readonly name: (value: string) => string | undefined;
  readonly type: TypeOf;
}

/** What is known of a network that is adapted to several images. */
export interface Adapted {
  /** Where each value that depends on the picture holds its images. */
  readonly shapes: ReadonlyMap<string, HeldShape & { readonly asInModel: boolean }>;
  /** How many operators are run for one image at a time. */
  readonly oneByOne: number;
  /** The network of one image that it was adapted from. */
  readonly one: CopyAsIs;
}

/** Several images to be shown, as an input of a graph. */
function imagesFor(shown: Shown, builder: Builder, count: number): Expression {
  const { dims, batched } = shown;
  return builder.input('image', takenAs(shown), [count, ...(batched ? dims.slice(1) : dims)]);
}

const copyOf = (builder: Builder, find: Instance): CopyAsIs => ({
  builder,
  name: (value) => (find.type(value) ? find(value).name : undefined),
  type: (value) => find.type(value),
});

/** The network as it is, for several images; what cannot be typed is left out. */
export function copiedAsItIs(shown: Shown, count: number): CopyAsIs {
  const builder = new Builder();
  const image = imagesFor(shown, builder, count);
  const find = instantiate(builder, shown.graph, {
    inputs: new Map([[shown.input, image], ...shown.further(builder)]),
    prefix: 'model:',
    tolerant: true,
  });
  return copyOf(builder, find);
}

/** The network adapted to several images; what cannot be typed is left out. */
export function adaptedTo(shown: Shown, count: number): Adapted {
  const { graph, input, dims, further } = shown;
  const builder = new Builder();
  const image = imagesFor(shown, builder, count);
  const find = instantiateEach(builder, graph, {
    inputs: new Map([[input, image], ...further(builder)]),
    images: new Map([[input, dims]]),
    ...{ count, prefix: 'model:', tolerant: true },
  });
  const shapes = new Map<string, HeldShape & { readonly asInModel: boolean }>();
  for (const value of [input, ...graph.nodes.flatMap((node) => node.outputs)]) {
    const given = value && find.has(value) ? find(value) : undefined;
    if (!isHeld(given)) continue;
    const { dims: own, place, asInModel } = given;
    shapes.set(value, { dims: own, place, asInModel });
  }
  const { oneByOne, single } = find;
  return { shapes, oneByOne: oneByOne.length, one: copyOf(single.builder, single.find) };
}
