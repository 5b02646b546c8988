import { circuitLayers } from '../circuit/layers.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { channelReader } from '../inspect/channel-values.js';
import { type InspectOptions, type Observer, observer } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import type { Objective } from '../objective/objective.js';
import type { RecipeFeature } from '../recipe/recipe.js';

/** What a layer is on a picture, channel by channel. */
interface Seen {
  /** Over positions. */
  readonly means: Float64Array;
  readonly peaks: Float64Array;
}

/** A network that remembers what it saw: several layers of each picture in one pass, however many checks ask. */
export class Eyes {
  private readonly seen = new WeakMap<Image, Promise<ReadonlyMap<string, Seen>>>();
  private opened: Promise<Observer> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private readonly all: readonly string[];

  /**
   * @param layers in the order of computation, the last where pictures are compared
   * @param further layers whose units are asked for by name
   */
  constructor(
    readonly model: Model,
    readonly layers: readonly string[],
    further: readonly string[],
    private readonly options: InspectOptions,
  ) {
    this.all = [...new Set([...layers, ...further, model.logits])];
  }

  /** The layer where pictures are compared; none where nothing before the feature can be. */
  get layer(): string | undefined {
    return this.layers.at(-1);
  }

  /** What a value of the graph is called. */
  nameOf(value: string): string {
    return this.model.layers.find((layer) => layer.value === value)?.name ?? value;
  }

  private see(image: Image): Promise<ReadonlyMap<string, Seen>> {
    const found = this.seen.get(image) ?? this.last.then(() => this.look(image));
    this.seen.set(image, found);
    // one picture after the other: all at once would be in memory together
    this.last = found.catch(() => undefined);
    return found;
  }

  private async look(image: Image): Promise<ReadonlyMap<string, Seen>> {
    this.opened ??= observer(this.model, this.all, this.options);
    const seen = await (await this.opened).observe(image);
    return new Map(
      this.all.map((layer) => {
        const value = seen.activations(layer);
        const data = value.data;
        const reader = channelReader(this.model, layer, value);
        const each = (of: (channel: number) => number) =>
          Float64Array.from({ length: reader.channels }, (_, c) => of(c));
        return [
          layer,
          { means: each((c) => reader.activation(data, c)), peaks: each((c) => reader.peak(data, c).value) },
        ];
      }),
    );
  }

  /** Each channel's mean over positions, at a layer. */
  async means(image: Image, layer: string): Promise<Float64Array> {
    return (await this.see(image)).get(layer)!.means;
  }

  /** What a picture has become, as the network sees it: the change of the last layer's channels; empty where there is none. */
  async change(before: Image, after: Image): Promise<Float64Array> {
    const { layer } = this;
    if (layer === undefined) return new Float64Array();
    const [a, b] = [await this.means(before, layer), await this.means(after, layer)];
    return b.map((v, c) => v - a[c]!);
  }

  /** A unit's mean over positions on each image. */
  values(
    images: readonly Image[],
    { layer, unit }: Pick<RecipeFeature, 'layer' | 'unit'>,
  ): Promise<number[]> {
    return Promise.all(images.map(async (image) => (await this.see(image)).get(layer)!.means[unit]!));
  }

  /** A unit where it is strongest, on each image. */
  peaks(images: readonly Image[], { layer, unit }: Pick<RecipeFeature, 'layer' | 'unit'>): Promise<number[]> {
    return Promise.all(images.map(async (image) => (await this.see(image)).get(layer)!.peaks[unit]!));
  }

  async release(): Promise<void> {
    await (await this.opened?.catch(() => undefined))?.release();
  }
}

/**
 * The layers that a network is looked at in: the ends of its blocks before the objective's own, or, of a feature that is
 * earlier than all of them, before the classes. The objective's own layer is left out, where its unit alone would decide.
 * @returns none where no layer carries all that is seen
 */
export function layersSeen(model: Model, objective: Objective): string[] {
  const classes = channel({ layer: model.logits, unit: 0 });
  for (const before of [objective, classes])
    try {
      return circuitLayers(model, before);
    } catch (error) {
      // there is none before it
      if (!(error instanceof FaccentError)) throw error;
    }
  return [];
}
