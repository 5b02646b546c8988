import {
  type GraphCache,
  type Image,
  type Model,
  type NaturalPath,
  type Path,
  accentuate,
  box,
  channel,
  channelStatistics,
  circuitLayers,
  comparedPaths,
  graphCache,
  naturalPath,
  pathOf,
} from 'faccent';
import { upTo } from '../common/numbers.js';
import { type Means, layerMeans } from './means.js';

export interface Feature {
  readonly layer: string;
  readonly unit: number;
}

/** How pictures are made, and how many photographs they are compared with. */
export interface BenchSettings {
  readonly steps: number;
  readonly views: number;
  /** Of the regularizer: the less, the further pictures go from the photograph. */
  readonly strength: number;
  /** Photographs that drive a feature most. */
  readonly strongest: number;
  /** Other features of a layer, for where unrelated paths are on the scale, and photographs of each. */
  readonly others: number;
  readonly ofOthers: number;
}

/** What came of a picture. */
export interface Measured {
  readonly flagged: boolean;
  readonly chance: number;
  readonly likeness: number;
  /** Whether it is flagged by mean activations, standardized, in place of attributions. */
  readonly byActivations: boolean;
}

/** A network and photographs, whose activations are measured once. */
export class Bench {
  readonly cache: GraphCache = graphCache();
  private readonly unrelated = new Map<string, Promise<NaturalPath[]>>();

  private constructor(
    readonly model: Model,
    readonly photographs: readonly Image[],
    readonly means: readonly Means[],
    private readonly layers: readonly string[],
    private readonly settings: BenchSettings,
  ) {}

  /** @param layers those of features, the last one deepest */
  static async open(
    model: Model,
    photographs: readonly Image[],
    layers: readonly string[],
    settings: BenchSettings,
  ): Promise<Bench> {
    const through = layers.flatMap((layer) => circuitLayers(model, channel({ layer, unit: 0 })));
    const all = [...new Set([...through, ...layers])];
    return new Bench(model, photographs, await layerMeans(model, all, photographs), all, settings);
  }

  /** A feature's activations on the photographs. */
  activations({ layer, unit }: Feature): number[] {
    return this.means.map((means) => means[layer]![unit]!);
  }

  /** Which photographs drive a feature most, first the one that does most. */
  strongest(feature: Feature): number[] {
    const activations = this.activations(feature);
    return upTo(activations.length).sort((a, b) => activations[b]! - activations[a]!);
  }

  lookAt(images: readonly Image[]): Promise<Means[]> {
    return layerMeans(this.model, this.layers, images, this.cache);
  }

  /** An accentuation in this network, or in one with a circuit in it. */
  async accentuated(
    feature: Feature,
    photograph: Image,
    randomSeed: number,
    model = this.model,
  ): Promise<Image> {
    const { steps, views, strength } = this.settings;
    const options = { steps, strength, transform: box({ views }), randomSeed, cache: this.cacheOf(model) };
    return (
      await accentuate(model, photograph, channel({ layer: feature.layer, unit: feature.unit }), options)
    ).image;
  }

  /** Paths of other features of a layer, measured once. */
  private others(layer: string): Promise<NaturalPath[]> {
    const found = this.unrelated.get(layer) ?? this.measureOthers(layer);
    this.unrelated.set(layer, found);
    return found;
  }

  private async measureOthers(layer: string): Promise<NaturalPath[]> {
    const { others, ofOthers } = this.settings;
    const channels = this.means[0]![layer]!.length;
    const paths: NaturalPath[] = [];
    for (const i of upTo(others)) {
      const feature = { layer, unit: Math.floor(((i + 0.5) * channels) / others) };
      const photographs = this.strongest(feature).slice(0, ofOthers);
      paths.push(await this.natural(this.model, feature, photographs, []));
    }
    return paths;
  }

  private natural(
    model: Model,
    feature: Feature,
    photographs: readonly number[],
    others: readonly NaturalPath[],
  ) {
    const images = photographs.map((i) => this.photographs[i]!);
    const objective = channel({ layer: feature.layer, unit: feature.unit });
    // the layers of the network as it is: what a circuit reads does not pass through all of them
    const layers = circuitLayers(this.model, objective);
    return naturalPath(model, objective, images, { layers, others, cache: this.cacheOf(model) });
  }

  /** A picture's path, and photographs', in this network or in one with a circuit in it. */
  async path(feature: Feature, picture: Image, model = this.model): Promise<Measured> {
    const photographs = this.strongest(feature).slice(0, this.settings.strongest);
    const others = await this.others(feature.layer);
    const natural = await this.natural(model, feature, photographs, others);
    const path = await pathOf(natural, [picture], { cache: this.cacheOf(model) });
    const [means] = await this.lookAt([picture]);
    const byActivations = this.activationPath(natural.layers, photographs, means!);
    const { flagged, chance, likeness } = path;
    return { flagged, chance, likeness: likeness[0]!, byActivations: byActivations.flagged };
  }

  /** Graphs of the network itself are shared; those of each network with a circuit would fill the memory. */
  private cacheOf(model: Model): GraphCache | undefined {
    return model === this.model ? this.cache : undefined;
  }

  private activationPath(layers: readonly string[], photographs: readonly number[], picture: Means): Path {
    const standardized = layers.map((layer) => {
      const scales = Array.from(picture[layer]!, (_, unit) =>
        channelStatistics(this.activations({ layer, unit })),
      );
      return (means: Means) =>
        scales.map(({ mean, deviation }, c) => (means[layer]![c]! - mean) / (deviation || 1));
    });
    const vectors = standardized.map((of) => photographs.map((i) => of(this.means[i]!)));
    return comparedPaths(
      { layers, vectors, others: [] },
      standardized.map((of) => [of(picture)]),
    );
  }
}
