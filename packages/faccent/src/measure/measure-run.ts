import { FaccentError } from '../errors.js';
import type { Encoder } from '../model/encoder.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import { given } from '../objective/given.js';
import { objectives } from '../objective/index.js';
import type { SessionOptions } from '../platform/runtime.js';
import type { Recipe } from '../recipe/recipe.js';
import { regularizers } from '../regularizer/index.js';
import { type Measures, measure } from './measure.js';
import { objectiveValues } from '../inspect/objective-values.js';
import type { OtherClass } from './other-class.js';

/** What an accentuation is compared with besides its photograph. */
export interface Comparisons {
  /** Natural images, two or more, or none: the objective's values on them are the scale for the activation. */
  readonly natural?: readonly Image[];
  /** Those values where they are known, two or more: then no images are needed. */
  readonly naturalActivations?: ArrayLike<number>;
  /** A class of another model. */
  readonly second?: OtherClass;
}

/** What a run has beside its recipe. */
export interface MeasuredRun {
  readonly model: Model;
  readonly photo: Image;
  /** The accentuation. */
  readonly image: Image;
  /** Where the objective is of its latents. */
  readonly encoder?: Encoder;
  /** The other networks that the objective looks at. */
  readonly networks?: readonly Model[];
}

/**
 * Measures the accentuation of a recipe on whole images: where and on what the recipe says. A measure that is undefined for
 * these pictures is left out, with its reason: the run is no worse for it.
 * @throws FaccentError as `measure` does, and if the recipe's objective cannot be read
 * @example
 * const second = { model: await loadModel('efficientnet-lite0'), unit: 'schooner' };
 * const { transfer } = await measureRun(run.recipe, { model, photo, image }, { second });
 */
export async function measureRun(
  { objective: description, settings, environment }: Pick<Recipe, 'objective' | 'settings' | 'environment'>,
  { photo, image, ...named }: MeasuredRun,
  { natural = [], naturalActivations, second }: Comparisons = {},
): Promise<Measures> {
  const { model } = named;
  const whole = objectives.read(description, { given: given(named) });
  // what is raised against another is what is measured
  const objective = whole.against?.raised ?? whole;
  const running: SessionOptions = { device: environment.device, threads: environment.threads };
  const scale = naturalActivations
    ? { values: naturalActivations, why: undefined }
    : await scaleOf(natural, (images) =>
        objectiveValues(model, objective, images, { ...running, photograph: photo }),
      );
  const measures = await measure(model, {
    ...{ photo, accentuation: image, objective, second },
    // where nothing was held, the model's own layer
    layer: regularizers.readList(settings.regularize)[0]?.layers[0],
    naturalActivations: scale.values,
    ...{ lenient: true, ...running },
  });
  return scale.why === undefined
    ? measures
    : { ...measures, leftOut: { natural: scale.why, ...measures.leftOut } };
}

/** The objective's values on natural images, or why there are none. */
async function scaleOf(
  natural: readonly Image[],
  valuesOf: (images: readonly Image[]) => Promise<number[]>,
): Promise<{ readonly values?: number[]; readonly why?: string }> {
  if (!natural.length) return {};
  // that is no matter of the pictures
  if (natural.length === 1) throw new FaccentError('a distribution has at least 2 values; this one has 1');
  try {
    return { values: await valuesOf(natural) };
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    return { why: error.message };
  }
}
