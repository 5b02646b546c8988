import type { Accentuation } from '../accentuate.js';
import type { Image } from '../image/image.js';
import type { InspectOptions } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import type { RecipeFeature } from '../recipe/recipe.js';
import type { Step } from '../step/records.js';
import type { Eyes } from './eyes.js';

/**
 * What checks are made of: accentuations of the feature from several seeds and in several parameterizations, of other
 * features of its layer, and in the network with its weights shuffled; natural photographs; another network.
 */
export type Need = 'own' | 'others' | 'randomized' | 'natural' | 'second';

/** An accentuation, and what it is of. */
export interface AuditedPicture {
  /** What it is kept by. */
  readonly part: string;
  readonly need: Exclude<Need, 'natural' | 'second'>;
  readonly feature: RecipeFeature;
  /** Which of the photographs it began as. */
  readonly photograph: number;
  readonly parameterization: string;
  readonly randomSeed: number;
  readonly result: Accentuation;
}

/** Natural photographs, and where they are from. */
export interface NaturalPhotographs {
  readonly images: readonly Image[];
  /** For people: `40 crops of the photograph`. */
  readonly from: string;
  /** Whether they are only crops of what is accentuated: a poor picture of what photographs do. */
  readonly weak: boolean;
  /** The feature's activations, where more are known than there are pictures. */
  readonly activations?: ArrayLike<number>;
}

/** Another network that is shown the pictures. */
export interface SecondNetwork {
  readonly name: string;
  readonly eyes: Eyes;
  /** Its class, where the feature is one that it has, too. */
  readonly unit?: number;
}

/** All that checks look at. */
export interface Evidence {
  readonly model: Model;
  readonly feature: RecipeFeature;
  readonly objective: Objective;
  /** One of the other features, as an objective. */
  readonly others: readonly { readonly feature: RecipeFeature; readonly objective: Objective }[];
  readonly photographs: readonly Image[];
  readonly pictures: readonly AuditedPicture[];
  /** The first steps without redirected gradients, where the pictures had to be made with such. */
  readonly unaided?: readonly Step[];
  readonly natural: NaturalPhotographs;
  readonly second?: SecondNetwork;
  /** The network as it looks at pictures; layers in order, the last one nearest to the feature. */
  readonly eyes: Eyes;
  readonly running: InspectOptions;
}

/** The pictures of a kind. */
export const picturesOf = (
  { pictures }: Pick<Evidence, 'pictures'>,
  need: AuditedPicture['need'],
): AuditedPicture[] => pictures.filter((picture) => picture.need === need);
