import {
  type Image,
  type Layer,
  type Model,
  type Observation,
  type Observer,
  type StrongestAt,
  layersWithPositions,
  observer,
  strongest,
  strongestAt,
} from 'faccent';
import { bytesOf } from './pictures.js';
import type { ChannelHere, ClassScore, LayerHere } from './protocol.js';

/** Layers that a click asks about, early to late, and channels of each. */
const [LAYERS, CHANNELS] = [8, 3];

/** What was seen of a photograph is some megabytes. */
const MOST_SEEN = 6;

/**
 * What a network sees in photographs: its classes, and the channels that stand out at a place. The network is compiled
 * once, passes over a photograph once, and what it saw is kept for the next question.
 */
export class Looks {
  private readonly layers: readonly Layer[];
  private eye: Promise<Observer> | undefined;
  private readonly seen = new Map<Image, Promise<Observation>>();

  constructor(
    private readonly model: Model,
    private readonly threads: number,
  ) {
    this.layers = layersWithPositions(model, LAYERS);
  }

  /** The strongest classes in a picture. */
  async classes(photo: Image, count: number): Promise<ClassScore[]> {
    return this.scores(await this.observe(photo), count);
  }

  /** How probable a class is in two pictures; undefined where the network has no probabilities. */
  async probabilities(unit: number, before: Image, after: Image): Promise<[number, number] | undefined> {
    const eye = await this.open();
    const of = async (seen: Observation): Promise<number | undefined> =>
      (await this.scores(seen, Infinity)).find((score) => score.unit === unit)?.probability;
    const [first, last] = [await of(await this.observe(before)), await of(await eye.observe(after))];
    return first === undefined || last === undefined ? undefined : [first, last];
  }

  /** The channels that stand out at a place, layer by layer, early to late. @param place in parts of height and width */
  async here(photo: Image, place: readonly [number, number]): Promise<LayerHere[]> {
    const seen = await this.observe(photo);
    return Promise.all(
      this.layers.map(async ({ name }) => {
        const found = await strongestAt(this.model, seen, place, { layer: name, count: CHANNELS });
        return { layer: name, channels: found.map(channelHere) };
      }),
    );
  }

  async release(): Promise<void> {
    this.seen.clear();
    await (await this.eye?.catch(() => undefined))?.release();
  }

  private async scores(seen: Observation, count: number): Promise<ClassScore[]> {
    const found = await strongest(this.model, seen, { count });
    return found.map(({ unit, activation, probability, label }) => ({
      ...{ unit, activation, probability },
      label: label ?? String(unit),
    }));
  }

  private open(): Promise<Observer> {
    const layers = [...this.layers.map(({ name }) => name), this.model.logits];
    this.eye ??= observer(this.model, layers, { threads: this.threads });
    return this.eye;
  }

  private observe(photo: Image): Promise<Observation> {
    const found = this.seen.get(photo) ?? this.open().then((eye) => eye.observe(photo));
    // the last that was asked about is the last to be forgotten
    this.seen.delete(photo);
    this.seen.set(photo, found);
    found.catch(() => this.seen.delete(photo));
    if (this.seen.size > MOST_SEEN) this.seen.delete(this.seen.keys().next().value!);
    return found;
  }
}

function channelHere({ unit, activation, excess, mean, peak, map }: StrongestAt): ChannelHere {
  const [height, width] = map.size;
  return {
    ...{ unit, activation, excess, mean, peak },
    map: { height, width, bytes: bytesOf(map.values.map((v) => v / peak)) },
  };
}
