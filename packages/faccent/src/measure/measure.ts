import type { Image } from '../image/image.js';
import type { InspectOptions } from '../model/inspect.js';
import type { Model } from '../model/model.js';
import type { Objective, ObjectiveDescription } from '../objective/objective.js';
import { type Change, change } from './change.js';
import { layerDistance } from './layer-distance.js';
import { objectiveValues } from './objective-values.js';
import { type PixelDistance, checkPair, pixelDistance } from './pixels.js';
import { percentile, standardScore } from '../math/score.js';
import { SSIM_WINDOW, ssim } from './ssim.js';
import { type OtherClass, type Transfer, transfer } from './transfer.js';

/** What is measured, and against what. */
export interface MeasureOptions extends InspectOptions {
  /** What the accentuation was made from, and what came of it: of one size. */
  readonly photo: Image;
  readonly accentuation: Image;
  /** What was accentuated. */
  readonly objective: Objective;
  /** Where the distance is taken; by default the model's own layer for the regularizer, `null`: nowhere. */
  readonly layer?: string | null;
  /** The objective's values on whole natural images, two or more: the scale for the activation. */
  readonly naturalActivations?: ArrayLike<number>;
  /** A class of another model that the accentuation is shown to. */
  readonly second?: OtherClass;
}

/** What an accentuation did, as plain JSON: `before` is the photograph, `after` the accentuation. */
export interface Measures {
  readonly objective: ObjectiveDescription;
  /** The objective on whole, unaugmented images. */
  readonly activation: Change;
  /** The activation among those of natural images, where they are given. */
  readonly natural?: {
    readonly count: number;
    /** In standard deviations above the mean. */
    readonly standardScore: Change;
    /** Percentage that lies below, 0 to 100. */
    readonly percentile: Change;
  };
  /** The regularizer's distance, in the layer's units. */
  readonly distance?: { readonly layer: string; readonly value: number };
  readonly pixels: PixelDistance;
  /** Structural similarity of luma, in [-1, 1]; absent for images smaller than its window. */
  readonly ssim?: number;
  readonly transfer?: Transfer;
}

/**
 * Measures an accentuation: how much it raised, how far it went for that, whether another model agrees.
 * @throws FaccentError if the images differ in size, on an unknown layer or unit, or natural activations without spread
 * @example const { activation, ssim } = await measure(model, { photo, accentuation: image, objective })
 */
export async function measure(model: Model, options: MeasureOptions): Promise<Measures> {
  const { photo, accentuation, objective, naturalActivations, second } = options;
  const layer = options.layer === undefined ? model.description.regularize : options.layer;
  checkPair(photo, accentuation);
  const [before, after] = (await objectiveValues(model, objective, [photo, accentuation], options)) as [
    number,
    number,
  ];
  return {
    objective: objective.description,
    activation: change(before, after),
    ...(naturalActivations && { natural: among(naturalActivations, before, after) }),
    ...(layer && {
      distance: { layer, value: await layerDistance(model, photo, accentuation, layer, options) },
    }),
    pixels: pixelDistance(photo, accentuation),
    ...(Math.min(...photo.size) >= SSIM_WINDOW && { ssim: ssim(photo, accentuation) }),
    ...(second && { transfer: await transfer(second, photo, accentuation, options) }),
  };
}

function among(all: ArrayLike<number>, before: number, after: number): Measures['natural'] {
  return {
    count: all.length,
    standardScore: change(standardScore(before, all), standardScore(after, all)),
    percentile: change(percentile(before, all), percentile(after, all)),
  };
}
