import {
  type Builder,
  type Expression,
  GraphError,
  type HeldShape,
  axisImagesFirst,
  checkOneRow,
  cut,
  dimsImagesFirst,
  heldDims,
  imagesFirst,
  instantiate,
  instantiateEach,
  isHeld,
  sameNodes,
  sizeOf,
} from 'onnx-grad';
import { type Adapted, type CopyAsIs, type Shown, type TypeOf, adaptedTo, copiedAsItIs } from './copies.js';
import { NO_CHANNELS, channelAxes, channelsSecond, dimsChannelsSecond } from './layout.js';
import { asInput } from './picture-input.js';
import { checkProportion } from './proportion.js';

/**
 * Whether a network takes any number of images at once as it is, or was exported in a form that is proved for one alone
 * and is adapted to several, operator by operator.
 */
export type Batching = 'free' | 'adapted';

/** How a copy is made. */
export interface AppendOptions {
  /** Put before the copy's values. */
  readonly prefix?: string;
  /** Whether the network is copied whole, and not as far as the values that are asked for. */
  readonly whole?: boolean;
}

/** A copy of a network in a graph under construction, for a number of images. */
export interface ImagesCopy {
  /** A value as the copy has it, of whatever shape: what a gradient is taken in. */
  readonly raw: (value: string) => Expression;
  /** A value, or the gradient of it, with images along its first axis and channels along its second. */
  readonly ordered: (raw: Expression, value: string) => Expression;
}

/** How a network does with several images what it does with one. Found out when first asked for. */
export class Images {
  private found: { two: CopyAsIs; adapted: Adapted; same: (name: string) => boolean } | undefined;
  private axes: ((value: string) => number) | undefined;

  constructor(readonly shown: Shown) {}

  private get known() {
    if (this.found) return this.found;
    const several = this.several;
    const [two, adapted] = [copiedAsItIs(this.shown, several), adaptedTo(this.shown, several)];
    this.found = { two, adapted, same: sameNodes(adapted.one.builder, two.builder) };
    return this.found;
  }

  /** The type of a value for one image, as the network has it; undefined behind an operator that is not supported. */
  readonly typeOf: TypeOf = (value) => this.known.adapted.one.type(value);

  /** The shape of a value for one image, images first; undefined where one image has several rows, or none. */
  dimsOf(value: string): readonly number[] | undefined {
    const held = this.heldShape(value);
    return held && dimsImagesFirst(held);
  }

  /** The shape of a value as layers have it, of one image: (1, channels, …), tokens in one column. */
  layerDimsOf(value: string): readonly number[] | undefined {
    const dims = this.dimsOf(value);
    return dims && dimsChannelsSecond(dims, this.channelAxisOf(value));
  }

  /** The axis of a value's channels once its images are first; `NO_CHANNELS` where it is but one channel. */
  channelAxisOf(value: string): number {
    const own = this.ownChannelAxisOf(value);
    const held = this.heldShape(value);
    return own === NO_CHANNELS || !held ? own : axisImagesFirst(held, own);
  }

  /** The axis of a value's channels as the network has it. */
  ownChannelAxisOf(value: string): number {
    const { graph, input, channelAxis } = this.shown;
    this.axes ??= channelAxes(graph, this.typeOf, { input, channelAxis });
    const axis = this.axes(value);
    // a product of activations has two axes of which one is of the images, as that of pictures with texts: the other is left
    const held = this.heldShape(value);
    return held?.dims.length === 2 && held.place.axis === axis && held.place.inner === 1 ? 1 - axis : axis;
  }

  /** The network for one image, as it is adapted to several. */
  get one(): CopyAsIs {
    return this.known.adapted.one;
  }

  /** Whether a value is made by the network as it is for any number of images; else it is adapted. */
  isFree(value: string): boolean {
    const { two, adapted, same } = this.known;
    const held = adapted.shapes.get(value);
    const [first, second] = [adapted.one.name(value), two.type(value)];
    if (first === undefined || !second) return false;
    if (!held) return true;
    return (
      held.asInModel &&
      same(first) &&
      second.dims.join() === heldDims(held.dims, held.place, this.several).join()
    );
  }

  /** Whether the network makes one value of several images, as its file has it. */
  mixes(value: string): boolean {
    const { two, adapted } = this.known;
    const held = adapted.shapes.get(value);
    if (!held || this.stated === 1) return false;
    const dims = two.type(value)?.dims;
    return dims !== undefined && dims.join() === held.dims.join();
  }

  /** How many images the file says that it takes, where it says so. */
  private get stated(): number | undefined {
    const { graph, input, batched } = this.shown;
    const first = batched ? graph.inputs.find((i) => i.name === input)?.dims?.[0] : 1;
    return typeof first === 'number' ? first : undefined;
  }

  /** As many images as one is compared with: those of the file, or two. */
  private get several(): number {
    return Math.max(2, this.stated ?? 2);
  }

  /** How many operators are run for one image at a time. */
  get oneByOne(): number {
    return this.known.adapted.oneByOne;
  }

  /** How a value holds one image; undefined behind an operator that is not supported. */
  heldShape(value: string): HeldShape | undefined {
    return this.known.adapted.shapes.get(value);
  }

  /**
   * Appends the network to a graph, as far as the given values.
   * @param images (count, …), laid out as the network's input is
   * @throws FaccentError for a network whose values are out of all proportion
   */
  append(
    builder: Builder,
    images: Expression,
    values: readonly string[],
    { prefix = '', whole = false }: AppendOptions = {},
  ): ImagesCopy {
    const { graph, input, dims, batched } = this.shown;
    const further = this.shown.further(builder);
    const before = builder.graph.nodes.length;
    const check = (): void => checkProportion(builder, before, graph, 4 * sizeOf(images.dims));
    const count = batched || images.rank > dims.length ? images.dims[0]! : 1;
    for (const value of values) this.check(value);
    const network = whole ? graph : cut(graph, values);
    const ordered = (raw: Expression, value: string): Expression => {
      const held = this.heldShape(value);
      const first = held ? imagesFirst(raw, held, count) : shared(raw, count);
      return channelsSecond(first, held ? this.channelAxisOf(value) : 1);
    };
    if (batched ? count === 1 || values.every((value) => this.isFree(value)) : count === 1) {
      const picture = asInput(this.shown, batched ? images : images.reshape(dims));
      const find = instantiate(builder, network, { inputs: new Map([[input, picture], ...further]), prefix });
      check();
      return { raw: find, ordered };
    }
    const find = instantiateEach(builder, network, {
      inputs: new Map([[input, asInput(this.shown, images)], ...further]),
      images: new Map([[input, dims]]),
      ...{ count, prefix },
    });
    check();
    const raw = (value: string): Expression => {
      const given = find(value);
      return isHeld(given) ? given.value : given;
    };
    return { raw, ordered };
  }

  /** @throws GraphError for a value that does not belong to one image */
  private check(value: string): void {
    const stated = this.stated ?? 1;
    if (stated > 1 && !this.isFree(value))
      throw new GraphError(
        `the file is made for ${stated} images at a time, and its shapes do not fit one: export it with a batch of 1, or of any size`,
      );
    const held = this.heldShape(value);
    if (held) checkOneRow(held);
    if (this.mixes(value)) {
      throw new GraphError(
        `it has one row (${held!.dims.join(', ')}) for several images, which the network mixes: choose a layer before it that has one row for each`,
      );
    }
  }
}

/** What does not depend on the picture, for each of several. */
const shared = (value: Expression, count: number): Expression =>
  value.dims[0] === 1
    ? value.expand([count, ...value.dims.slice(1)])
    : value.reshape([1, ...value.dims]).expand([count, ...value.dims]);
