import { FaccentError, type Model, type RecipeFeature } from 'faccent';

/** The flags that name a feature. */
export interface FeatureFlags {
  readonly feature?: { layer: string; unit: number };
  readonly class?: string;
  readonly position?: [number, number];
}

/** The feature that the flags name. */
export function featureOf(model: Model, flags: FeatureFlags): RecipeFeature {
  if ((flags.feature === undefined) === (flags.class === undefined)) {
    throw new FaccentError('name one feature: either --feature LAYER:UNIT or --class NAME-or-INDEX');
  }
  if (flags.feature) return { ...flags.feature, position: flags.position };
  const unit = model.classIndex(flags.class!);
  return { layer: model.logits, unit, label: model.description.labels?.[unit], position: flags.position };
}
