import {
  type Encoder,
  FaccentError,
  type Model,
  type Objective,
  type Recipe,
  type RecipeFeature,
  type Strongest,
  channel,
  encoderLatent,
  direction as towards,
  featureName,
  negate,
  neuron,
  objectiveFrom,
  objectiveOf,
  parseObjective,
} from 'faccent';
import { type FeatureFlags, featureOf } from './feature.js';
import type { Direction, DirectionFlags } from './files/direction.js';

/** The flags that say what is raised. */
export interface ObjectiveFlags extends Pick<FeatureFlags, 'position'>, DirectionFlags {
  readonly feature?: readonly NonNullable<FeatureFlags['feature']>[];
  /** By label or index. */
  readonly class?: readonly string[];
  readonly objective?: string;
  /** Classes to lower, by label or index. */
  readonly lessClass?: readonly string[];
  /** Its file. */
  readonly encoder?: string;
}

/** What a run raises. */
export type Wanted = Pick<Recipe, 'name' | 'objective' | 'feature'>;

/** What flags name by files. */
export interface ObjectiveFiles {
  /** Whose latents the features are. */
  readonly encoder?: Encoder;
  readonly direction?: Direction;
}

/**
 * What the flags ask for, in their order.
 * @throws FaccentError unless it is named in one way
 */
export function wantedOf(
  model: Model,
  flags: ObjectiveFlags,
  { encoder, direction }: ObjectiveFiles = {},
): Wanted[] {
  const { feature, class: classes, objective, lessClass = [], position } = flags;
  const ways = [feature, classes, objective, direction].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new FaccentError(
      'name one feature: either --feature LAYER:UNIT or --class NAME-or-INDEX, or --objective TEXT, or --direction FILE',
    );
  if (encoder && !feature)
    throw new FaccentError(
      '--encoder goes with --feature LAYER:LATENT: the layer that it encodes, and its latent',
    );
  if (direction) return [lowering(model, ofDirection(model, direction, position), lessClass)];
  if (objective === undefined) {
    const named = feature?.map((one) => ({ feature: one })) ?? classes!.map((name) => ({ class: name }));
    return named.map((one) => {
      const found = featureOf(model, { ...one, position });
      return lowering(model, encoder ? ofLatent(found, encoder) : ofFeature(found), lessClass);
    });
  }
  if (position)
    throw new FaccentError('--position goes with --feature: in --objective, write LAYER:UNIT@Y,X');
  if (lessClass.length)
    throw new FaccentError('--less-class goes with --class or --feature: in --objective, write - LAYER:UNIT');
  return [{ name: objective.trim(), objective: parseObjective(objective).description }];
}

/**
 * Looks for layers, units and positions before several runs are begun.
 * @throws FaccentError as the run would
 */
export function checkWanted(model: Model, wanted: readonly Wanted[], encoder?: Encoder): void {
  for (const { objective: description } of wanted) {
    const objective = objectiveFrom(description, { encoders: encoder && [encoder] });
    const dims = new Map(objective.layers.map((layer) => [layer, dimsOf(model, layer)]));
    // what is not known before the run is found by it
    if ([...dims.values()].every((known) => known !== undefined))
      objective.inputs((layer) => [1, ...dims.get(layer)!]);
  }
}

function dimsOf(model: Model, layer: string): readonly number[] | undefined {
  const value = model.resolve(layer);
  return model.layers.find((found) => found.value === value)?.dims;
}

/** One unit. */
export const ofFeature = (feature: RecipeFeature): Wanted => ({
  name: featureName(feature),
  objective: objectiveOf(feature).description,
  feature,
});

/** A direction of a layer. */
function ofDirection(
  model: Model,
  { layer, vector, name, cosine }: Direction,
  position: ObjectiveFlags['position'],
): Wanted {
  const at = position && ([position[0], position[1]] as const);
  const options = { layer: model.resolve(layer), unit: vector, position: at };
  const objective = cosine ? towards(options) : at ? neuron({ ...options, position: at }) : channel(options);
  return { name: `${name}${at ? `@${at.join()}` : ''}`, objective: objective.description };
}

/** One latent of an encoder that reads a layer. */
function ofLatent({ layer, unit, position }: RecipeFeature, encoder: Encoder): Wanted {
  const objective = encoderLatent({ layer, latent: unit, position, encoder });
  return {
    name: `latent ${unit} of ${layer}${position ? `@${position.join()}` : ''}`,
    objective: objective.description,
  };
}

export const className = (model: Model, unit: number): string =>
  model.description.labels?.[unit] ?? `class ${unit}`;

export const classObjective = (model: Model, unit: number): Objective =>
  channel({ layer: model.logits, unit });

/** A class's probability among the scores of all. */
export const probabilityOf = (scores: readonly Strongest[], unit: number): number | undefined =>
  scores.find((c) => c.unit === unit)?.probability;

/** What is raised, less classes. */
function lowering(model: Model, wanted: Wanted, lessClass: readonly string[]): Wanted {
  if (lessClass.length === 0) return wanted;
  const { feature } = wanted;
  const units = [...new Set(lessClass.map((text) => model.classIndex(text)))];
  const same = units.find((unit) => feature?.layer === model.logits && unit === feature.unit);
  if (same !== undefined) throw new FaccentError(`"${className(model, same)}" cannot be both more and less`);
  const less = units.map((unit) => negate(classObjective(model, unit)).description);
  return {
    name: [wanted.name, ...units.map((unit) => className(model, unit))].join(', less '),
    objective: { name: 'add', terms: [wanted.objective, ...less] },
  };
}
