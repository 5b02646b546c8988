import { pearson } from '../attribution/agreement.js';
import type { AttributionOptions } from '../attribution/attribution.js';
import { circuitLayers } from '../circuit/layers.js';
import { attributionVectors } from '../circuit/vectors.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { meanOf, median } from '../math/middle.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';

/**
 * A path is flagged that is so rare among photographs', and so far on the way from theirs to unrelated ones: where
 * photographs are much alike, one that hardly differs may be rarer than any.
 */
const RARE = 0.05;

/** Half-way to unrelated paths: what is nearer to the photographs' is as theirs, however much alike those are. */
export const HALF_WAY = 0.5;

/** Fewer photographs than these have no distribution that a picture could be an exception to. */
const FEWEST_PHOTOGRAPHS = 8;

/** What a picture's path is compared with. */
export interface PathOptions extends AttributionOptions {
  /** Layers before the feature; those of `circuitLayers` by default. */
  readonly layers?: readonly string[];
  /**
   * Natural paths of other features at the same layers: how alike paths are that have nothing to do with each other.
   * Without any, paths are taken to be unrelated where their correlation is 0.
   */
  readonly others?: readonly NaturalPath[];
}

/** How a feature is reached in photographs that drive it, layer by layer. */
export interface NaturalPath {
  readonly model: Model;
  readonly objective: Objective;
  readonly layers: readonly string[];
  /** For each layer one vector (channels) a photograph. */
  readonly vectors: readonly (readonly ArrayLike<number>[])[];
  /** For each layer those of other features' photographs. */
  readonly others: readonly (readonly ArrayLike<number>[])[];
}

/** The paths of one kind of picture at a layer. */
export interface PathAtLayer {
  readonly layer: string;
  /** Of each picture: 1 as photographs of the feature among each other, 0 as those of other features. */
  readonly likeness: readonly number[];
  /** The same of each photograph of the feature, compared with the others of them: the null distribution. */
  readonly natural: readonly number[];
}

/** Whether pictures reach a feature as photographs do. */
export interface Path {
  /** In the order of computation. */
  readonly layers: readonly PathAtLayer[];
  /** Over all layers: of each picture, on the same scale. */
  readonly likeness: readonly number[];
  /** Over all layers: of each photograph, compared with the others. */
  readonly natural: readonly number[];
  /**
   * How often a photograph would be as unlike the others as the middle one of the pictures is: (1 + photographs that are)
   * / (1 + photographs).
   */
  readonly chance: number;
  /** Whether the pictures, by the middle one, take another path: a chance of 0.05 or less, and a likeness below 0.5. */
  readonly flagged: boolean;
}

/**
 * How a feature is reached in photographs: their attribution vectors (docs/method.md, 11.1), to be compared with those of
 * any number of pictures by `pathOf`.
 * @param photographs those that drive the feature most, of one size, 8 or more
 * @throws FaccentError for fewer photographs, ones of different sizes, a layer that is not there, and others at other layers
 * @example
 * const other = await naturalPath(model, channel({ layer: 'block5c', unit: 13 }), photos);
 * const natural = await naturalPath(model, channel({ layer: 'block5c', unit: 12 }), photos, { others: [other] });
 * natural.layers.at(-1); // 'block5b': the last before the feature
 */
export async function naturalPath(
  model: Model,
  objective: Objective,
  photographs: readonly Image[],
  { layers = circuitLayers(model, objective), others = [], ...options }: PathOptions = {},
): Promise<NaturalPath> {
  if (photographs.length < FEWEST_PHOTOGRAPHS)
    throw new FaccentError(
      `a path is compared with those of ${FEWEST_PHOTOGRAPHS} photographs or more, not of ${photographs.length}`,
    );
  const odd = others.find((other) => other.layers.join() !== layers.join());
  if (odd)
    throw new FaccentError(
      `others have paths through the same layers, ${layers.join(', ')}, not through ${odd.layers.join(', ')}`,
    );
  const found = await attributionVectors(model, photographs, objective, layers, options);
  return {
    ...{ model, objective, layers },
    vectors: layers.map((layer) => found.layers[layer]!),
    others: layers.map((_, l) => others.flatMap(({ vectors }) => vectors[l]!)),
  };
}

/**
 * Whether pictures reach a feature by the path that photographs take: how alike the channels are that carry it, layer by
 * layer, on a scale from photographs of other features (0) to photographs of this one (1), as Geirhos et al. 2023
 * ("Don't trust your eyes", section 4) compare layers (docs/method.md, 11.4).
 * @param pictures accentuations of the feature, of one size
 * @throws FaccentError as `attributionVectors`
 * @example
 * const natural = await naturalPath(model, objective, photos);
 * const { flagged, chance } = await pathOf(natural, [image]);
 * if (flagged) console.log(`reached as no photograph reaches it: of photographs ${chance} are so unlike the others`);
 */
export async function pathOf(
  natural: NaturalPath,
  pictures: readonly Image[],
  options: AttributionOptions = {},
): Promise<Path> {
  const { model, objective, layers } = natural;
  const found = await attributionVectors(model, pictures, objective, layers, options);
  return comparedPaths(
    natural,
    layers.map((layer) => found.layers[layer]!),
  );
}

type Vectors = readonly ArrayLike<number>[];

/** How like each vector is to all of some others but itself. */
const likeness = (vectors: Vectors, others: Vectors): number[] =>
  vectors.map((a) => meanOf(others.filter((b) => b !== a).map((b) => pearson(a, b))));

/** Likenesses at a layer, and the ends of the scale that they are told on. */
function atLayer(natural: Vectors, others: Vectors, pictures: Vectors) {
  const own = likeness(natural, natural);
  const zero = others.length ? median(likeness(others, natural)) : 0;
  return { own, zero, one: median(own), shown: likeness(pictures, natural) };
}

/**
 * What `pathOf` does with vectors, whatever they are: attributions, or activations as Geirhos et al. take them.
 * @param pictures for each layer, one vector (channels) a picture
 * @throws FaccentError where the photographs have nothing in common at any layer
 * @example
 * const vectors = [Array.from({ length: 20 }, (_, i) => [1, i / 20, 0])]; // of 20 photographs, at one layer
 * const { flagged } = comparedPaths({ layers: ['block5a'], vectors, others: [] }, [[[0, 0, 1]]]);
 * flagged; // true: by other channels than any photograph
 */
export function comparedPaths(
  { layers, vectors, others }: Pick<NaturalPath, 'layers' | 'vectors' | 'others'>,
  pictures: readonly Vectors[],
): Path {
  const raw = layers.map((_, l) => atLayer(vectors[l]!, others[l] ?? [], pictures[l]!));
  // a layer at which photographs have no path in common says nothing
  const counting = raw.filter(({ zero, one }) => one > zero);
  if (!counting.length)
    throw new FaccentError(
      'the photographs have nothing in common at any layer: take such as drive the feature, or more layers',
    );
  const scale = counting.reduce((sum, { zero, one }) => sum + one - zero, 0);
  // layers count by how much photographs have in common there
  const overall = (of: 'own' | 'shown', count: number): number[] =>
    Array.from(
      { length: count },
      (_, i) => counting.reduce((sum, at) => sum + (at[of][i] || at.zero) - at.zero, 0) / scale,
    );
  const natural = overall('own', vectors[0]!.length);
  const likenesses = overall('shown', pictures[0]!.length);
  const middle = median(likenesses);
  const chance = (1 + natural.filter((one) => one <= middle).length) / (1 + natural.length);
  return {
    layers: raw.map(({ own, zero, one, shown }, l) => {
      const scaled = (values: readonly number[]) => values.map((v) => (v - zero) / (one - zero));
      return { layer: layers[l]!, likeness: scaled(shown), natural: scaled(own) };
    }),
    ...{ likeness: likenesses, natural, chance },
    flagged: chance <= RARE && middle < HALF_WAY,
  };
}
