import {
  type Encoder,
  FaccentError,
  type Model,
  type Objective,
  type Recipe,
  type RecipeFeature,
  channel,
  encoderLatent,
  direction as towards,
  featureName,
  negate,
  neuron,
  objectiveOf,
  objectives,
  parseObjective,
} from 'faccent';
import { isJson } from '../declaration/short.js';
import { unitsOf } from '../objective/parse.js';
import { className } from '../explanation/classes.js';
import type { Direction, DirectionFlags } from './files/direction.js';
import { about } from './flags/about.js';
import type { FeatureText, FeaturesText } from './flags/parse.js';
import { noteOnce as note } from './print/note.js';
import { ofTokens } from './token-positions.js';

/** The flags that name a feature. */
export interface FeatureFlags {
  readonly feature?: FeatureText;
  /** By label or index. */
  readonly class?: string;
  readonly position?: readonly [number, number];
}

/** The flags that say what is raised. */
export interface ObjectiveFlags extends Pick<FeatureFlags, 'position'>, DirectionFlags {
  readonly feature?: readonly (FeatureText | FeaturesText)[];
  /** By label or index. */
  readonly class?: readonly string[];
  readonly objective?: string;
  /** Classes to lower, by label or index. */
  readonly lessClass?: readonly string[];
  /** Its file. */
  readonly encoder?: string;
}

/** What a run raises, as its recipe says it. */
export type Target = Pick<Recipe, 'name' | 'objective' | 'feature'>;

/** What flags name by files. */
export interface ObjectiveFiles {
  /** Whose latents the features are. */
  readonly encoder?: Encoder;
  readonly direction?: Direction;
}

/** @throws FaccentError unless a feature is named in one way */
export function checkFeature(flags: FeatureFlags): void {
  if ((flags.feature === undefined) === (flags.class === undefined)) {
    throw new FaccentError('name one feature: either --feature LAYER:UNIT or --class NAME-or-INDEX');
  }
}

/** The feature that the flags name. @throws FaccentError unless it is named in one way */
export function featureOf(model: Model, flags: FeatureFlags): RecipeFeature {
  checkFeature(flags);
  if (flags.feature) return { ...flags.feature, position: flags.position };
  return ofClass(model, model.classIndex(flags.class!), flags.position);
}

/** A class as a feature. */
export const ofClass = (model: Model, unit: number, position?: readonly [number, number]): RecipeFeature => ({
  ...{ layer: model.logits, unit, label: model.labelOf(unit), position },
});

/** Whether flags say anything of what is raised. */
export const sayTarget = (flags: ObjectiveFlags): boolean =>
  [
    ...[flags.feature, flags.class, flags.objective, flags.direction],
    ...[flags.lessClass, flags.encoder, flags.position],
  ].some((given) => given !== undefined);

/**
 * What the flags ask for, in their order.
 * @throws FaccentError unless it is named in one way
 */
export const targetsOf = (model: Model, flags: ObjectiveFlags, files: ObjectiveFiles = {}): Target[] =>
  namedTargets(model, flags, files).map((target) => onTokens(model, target));

/** A target whose positions in transformers' layers are those of patches. */
export const onTokens = (model: Model, target: Target): Target => ({
  ...target,
  objective: ofTokens(model, target.objective),
});

/**
 * Looks at all that can be told of what is raised without the model.
 * @throws FaccentError unless it is named in one way, with what goes with it
 */
export async function checkObjective(flags: ObjectiveFlags, { encoder }: ObjectiveFiles): Promise<void> {
  const { feature, class: classes, objective, direction, lessClass = [], position } = flags;
  const ways = [feature, classes, objective, direction].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new FaccentError(
      'name one feature: either --feature LAYER:UNIT or --class NAME-or-INDEX, or --objective TEXT, or --direction FILE',
    );
  if (encoder && !feature && !objective)
    throw new FaccentError(
      '--encoder goes with --feature LAYER:LATENT: the layer that it encodes, and its latent',
    );
  if (objective === undefined) return;
  if (position)
    throw new FaccentError('--position goes with --feature: in --objective, write LAYER:UNIT@Y,X');
  if (lessClass.length)
    throw new FaccentError('--less-class goes with --class or --feature: in --objective, write - LAYER:UNIT');
  // what is said of a text says what it is
  await about('--objective', () => objectiveTarget(objective, encoder));
}

function namedTargets(model: Model, flags: ObjectiveFlags, { encoder, direction }: ObjectiveFiles): Target[] {
  const { feature, class: classes, objective, lessClass = [], position } = flags;
  if (direction) return [lowering(model, ofDirection(model, direction, position), lessClass)];
  if (objective === undefined) {
    const one = (named: FeatureFlags): Target => {
      const found = featureOf(model, { ...named, position });
      return encoder ? ofLatent(found, encoder) : ofFeature(found);
    };
    const found =
      feature?.map((named) =>
        'units' in named ? ofSeveral(named, { position, encoder }) : one({ feature: named }),
      ) ?? classes!.map((name) => one({ class: name }));
    return found.map((target) => lowering(model, target, lessClass));
  }
  return [objectiveTarget(objective, encoder)];
}

/** An objective as text: a sum is its own name, JSON is called by its objective's. */
function objectiveTarget(text: string, encoder: Encoder | undefined): Target {
  const objective = parseObjective(text, { note, given: { encoder: encoder && [encoder] } });
  const json = isJson(text);
  const { layer, unit } = objective.description;
  const where = typeof layer === 'string' ? ` ${layer}${typeof unit === 'number' ? `:${unit}` : ''}` : '';
  return { name: json ? `${objective.name}${where}` : text.trim(), objective: objective.description };
}

/**
 * Looks for layers, units and positions before several runs are begun.
 * @throws FaccentError as the run would
 */
export function checkTargets(model: Model, targets: readonly Target[], encoder?: Encoder): void {
  for (const { objective: description } of targets) {
    const objective = objectives.read(description, { given: { encoder: encoder && [encoder] } });
    const dims = new Map(objective.layers.map((layer) => [layer, dimsOf(model, layer)]));
    // what is not known before the run is found by it
    if ([...dims.values()].every((known) => known !== undefined))
      objective.inputs((layer) => [1, ...dims.get(layer)!]);
  }
}

const dimsOf = (model: Model, layer: string): readonly number[] | undefined =>
  model.images.layerDimsOf(model.resolve(layer));

/** One unit. */
export const ofFeature = (feature: RecipeFeature): Target => ({
  name: featureName(feature),
  objective: objectiveOf(feature).description,
  feature,
});

/** Several units of a layer, or all. @throws FaccentError with what goes with one unit alone */
function ofSeveral(
  { layer, units }: FeaturesText,
  { position, encoder }: Pick<ObjectiveFlags, 'position'> & { readonly encoder?: Encoder },
): Target {
  if (position || encoder)
    throw new FaccentError(
      `--feature ${layer}:${units} is of several units: ${position ? '--position' : '--encoder'} goes with one`,
    );
  return { name: `${layer}:${units}`, objective: unitsOf(layer, units).description };
}

/** A direction of a layer. */
function ofDirection(
  model: Model,
  { layer, vector, name, cosine }: Direction,
  position: ObjectiveFlags['position'],
): Target {
  const at = position && ([position[0], position[1]] as const);
  const options = { layer: model.resolve(layer), unit: vector, position: at };
  const objective = cosine ? towards(options) : at ? neuron({ ...options, position: at }) : channel(options);
  return { name: `${name}${at ? `@${at.join()}` : ''}`, objective: objective.description };
}

/** One latent of an encoder that reads a layer. */
function ofLatent({ layer, unit, position }: RecipeFeature, encoder: Encoder): Target {
  const objective = encoderLatent({ layer, latent: unit, position, encoder });
  return {
    name: `latent ${unit} of ${layer}${position ? `@${position.join()}` : ''}`,
    objective: objective.description,
  };
}

const classObjective = (model: Model, unit: number): Objective => channel({ layer: model.logits, unit });

/** What is raised, less classes. */
function lowering(model: Model, target: Target, lessClass: readonly string[]): Target {
  if (lessClass.length === 0) return target;
  const { feature } = target;
  const units = [...new Set(lessClass.map((text) => model.classIndex(text)))];
  const same = units.find((unit) => feature?.layer === model.logits && unit === feature.unit);
  if (same !== undefined) throw new FaccentError(`"${className(model, same)}" cannot be both more and less`);
  const less = units.map((unit) => negate(classObjective(model, unit)).description);
  return {
    name: [target.name, ...units.map((unit) => className(model, unit))].join(', less '),
    objective: { name: 'add', terms: [target.objective, ...less] },
  };
}
