import { type RecipeFeature, featureName, objectiveOf } from './recipe.js';

type Fields = Readonly<Record<string, unknown>>;

/** The sides of boxes that a recipe says nothing of: up to version 3, recipes left defaults out. */
const OLD_FRACTION = [0.05, 0.99];

/**
 * What a run was asked, as it is written now. Version 1 knew single units and the Fourier parameterization alone; version
 * 2 knew random boxes, each optimizer's own constants and one regularized layer, and no masks; version 3 had the
 * parameterization beside the settings; version 4 had other defaults; version 5 read photographs otherwise; version 6 began
 * in the photograph alone; version 7 knew no series of levels. Old names of things and of their options are read where those are.
 * @param asked checked, or as a checkpoint has it
 */
export function migrated<T extends Fields>(asked: T): T {
  // up to version 4 a checkpoint's request said no version: what it lacks says it
  const { version = 1 } = asked as { readonly version?: number };
  const steps = [
    withObjective,
    withSettings,
    withParameterization,
    withDefaults,
    withBackground,
    withStart,
  ].slice(version - 1);
  return steps.reduce<T>((now, step) => step(now), asked);
}

/** From version 1. */
function withObjective<T extends Fields>(asked: T): T {
  if (asked.objective !== undefined || typeof asked.feature !== 'object' || asked.feature === null)
    return asked;
  const feature = asked.feature as RecipeFeature;
  return {
    ...asked,
    name: featureName(feature),
    objective: objectiveOf(feature).description,
    parameterization: { name: 'fourier' },
  };
}

/** From version 2. */
function withSettings<T extends Fields>(asked: T): T {
  const settings = asked.settings as Fields | null | undefined;
  if (typeof settings?.crops === 'undefined') return asked;
  const { crops, regularize, ...rest } = settings;
  return {
    ...asked,
    settings: {
      ...rest,
      transform: { name: 'box', views: crops, fraction: OLD_FRACTION },
      optimizer: { name: rest.ball === null ? 'adam' : 'sgd' },
      schedule: { name: 'constant' },
      regularize:
        regularize === null ? [] : typeof regularize === 'string' ? [{ layer: regularize }] : regularize,
      mask: null,
      redirect: false,
    },
  };
}

/** From version 3. */
function withParameterization<T extends Fields>(asked: T): T {
  const settings = asked.settings as Fields | null | undefined;
  if (asked.parameterization === undefined || typeof settings !== 'object' || settings === null) return asked;
  const { parameterization, ...rest } = asked;
  const { percentile, ...others } = settings;
  return {
    ...rest,
    settings: {
      ...others,
      transform: withFractions(others.transform),
      parameterization,
      opacityPercentile: percentile,
    },
  } as unknown as T;
}

/** What versions up to 4 did where a recipe says nothing: by names of today and before. */
const OLD_DEFAULTS: Readonly<Record<string, Fields>> = {
  lpDistance: { epsilon: 1e-4 },
  colourNoise: { deviation: 0.05, uniform: 0 },
  'colour-noise': { deviation: 0.05, uniform: 0 },
  jitterStack: { border: 0.5 },
  'jitter-stack': { border: 0.5 },
};

/** From version 4. Redirected ReLUs let all gradients through, at the start alone. */
function withDefaults<T extends Fields>(asked: T): T {
  const settings = asked.settings as Fields | null | undefined;
  if (typeof settings !== 'object' || settings === null) return asked;
  const { regularize, transform, redirect } = settings;
  return {
    ...asked,
    settings: {
      ...settings,
      ...(transform !== undefined && { transform: withOldDefaults(transform) }),
      ...(regularize !== undefined && { regularize: withOldDefaults(regularize, 'lpDistance') }),
      ...(redirect === true && { redirect: 'start' }),
    },
  };
}

/** From version 5. What was transparent in a photograph was seen as its file hides it. */
function withBackground<T extends Fields>(asked: T): T {
  const { photo } = asked;
  if (typeof photo !== 'object' || photo === null) return asked;
  return { ...asked, photo: { ...photo, background: null } };
}

/** From version 6. */
function withStart<T extends Fields>(asked: T): T {
  const { settings } = asked;
  if (typeof settings !== 'object' || settings === null) return asked;
  return { ...asked, settings: { startFrom: 'photograph', ...settings } };
}

/** A thing, or a list of things, and their parts. @param usual what is meant where there is no name */
function withOldDefaults(thing: unknown, usual?: string): unknown {
  if (Array.isArray(thing)) return thing.map((one) => withOldDefaults(one, usual));
  if (typeof thing !== 'object' || thing === null) return thing;
  const { name = usual, parts } = thing as Fields;
  return {
    ...OLD_DEFAULTS[name as string],
    ...thing,
    ...(parts !== undefined && { parts: withOldDefaults(parts) }),
  };
}

/** A transform whose boxes, alone or among a composition's parts, say their sides. */
function withFractions(transform: unknown): unknown {
  if (Array.isArray(transform)) return transform.map(withFractions);
  if (typeof transform !== 'object' || transform === null) return transform;
  const { name, parts } = transform as Fields;
  return {
    ...(name === 'box' && { fraction: OLD_FRACTION }),
    ...transform,
    ...(parts !== undefined && { parts: withFractions(parts) }),
  };
}
