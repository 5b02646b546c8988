import {
  FaccentError,
  type Model,
  type Objective,
  type Recipe,
  type RecipeFeature,
  type Strongest,
  add,
  channel,
  featureName,
  negate,
  objectiveOf,
  parseObjective,
} from 'faccent';
import { type FeatureFlags, featureOf } from './feature.js';

/** The flags that say what is raised. */
export interface ObjectiveFlags extends FeatureFlags {
  readonly objective?: string;
  /** Classes to lower, by label or index. */
  readonly lessClass?: readonly string[];
}

/** What a run raises. */
export type Wanted = Pick<Recipe, 'name' | 'objective' | 'feature'>;

/** What the flags ask for. @throws FaccentError unless it is one thing */
export function wantedOf(model: Model, flags: ObjectiveFlags): Wanted {
  const { objective, lessClass = [], position } = flags;
  const ways = [flags.feature, flags.class, objective].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new FaccentError(
      'name one feature: either --feature LAYER:UNIT or --class NAME-or-INDEX, or --objective TEXT',
    );
  if (objective === undefined) return lowering(model, featureOf(model, flags), lessClass);
  if (position)
    throw new FaccentError('--position goes with --feature: in --objective, write LAYER:UNIT@Y,X');
  if (lessClass.length)
    throw new FaccentError('--less-class goes with --class or --feature: in --objective, write - LAYER:UNIT');
  return { name: objective.trim(), objective: parseObjective(objective).description };
}

/** One unit. */
export const ofFeature = (feature: RecipeFeature): Wanted => ({
  name: featureName(feature),
  objective: objectiveOf(feature).description,
  feature,
});

export const className = (model: Model, unit: number): string =>
  model.description.labels?.[unit] ?? `class ${unit}`;

export const classObjective = (model: Model, unit: number): Objective =>
  channel({ layer: model.logits, unit });

/** A class's probability among the scores of all. */
export const probabilityOf = (scores: readonly Strongest[], unit: number): number | undefined =>
  scores.find((c) => c.unit === unit)?.probability;

/** A feature, less classes. */
function lowering(model: Model, feature: RecipeFeature, lessClass: readonly string[]): Wanted {
  if (lessClass.length === 0) return ofFeature(feature);
  const units = [...new Set(lessClass.map((text) => model.classIndex(text)))];
  const same = units.find((unit) => feature.layer === model.logits && unit === feature.unit);
  if (same !== undefined) throw new FaccentError(`"${className(model, same)}" cannot be both more and less`);
  return {
    name: [featureName(feature), ...units.map((unit) => className(model, unit))].join(', less '),
    objective: add(objectiveOf(feature), ...units.map((unit) => negate(classObjective(model, unit))))
      .description,
  };
}
