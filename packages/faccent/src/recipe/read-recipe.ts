import { FaccentError } from '../errors.js';
import { type Fields, shown } from '../declaration/json.js';
import { type Recipe, type RecipeFeature, featureName, objectiveOf } from './recipe.js';

/** The version of the format that is written. */
export const RECIPE_VERSION = 3;

type Check =
  | 'number'
  | 'string'
  | 'boolean'
  | 'number or null'
  | 'object or null'
  | 'list'
  | 'height and width'
  | 'object';

/** What a recipe must hold to be run again. */
const FIELDS: Record<string, Check> = {
  'environment.device': 'string',
  'environment.threads': 'number',
  'model.path': 'string',
  'model.sha256': 'string',
  name: 'string',
  objective: 'object',
  parameterization: 'object',
  'settings.size': 'height and width',
  'settings.steps': 'number',
  'settings.transform': 'object',
  'settings.optimizer': 'object',
  'settings.learningRate': 'number or null',
  'settings.schedule': 'object',
  'settings.regularize': 'list',
  'settings.strength': 'number',
  'settings.balance': 'number or null',
  'settings.randomSeed': 'number',
  'settings.cutoff': 'number or null',
  'settings.ball': 'number or null',
  'settings.mask': 'object or null',
  'settings.redirect': 'boolean',
  'settings.percentile': 'number',
  'results.activation.before': 'number',
  'results.activation.after': 'number',
  'results.steps': 'list',
  'results.image': 'string',
  'results.opacity': 'string',
};

/** And of parts that it may lack. */
const PARTS: Record<string, Record<string, Check>> = {
  photo: { 'photo.path': 'string', 'photo.sha256': 'string' },
  encoder: { 'encoder.path': 'string', 'encoder.sha256': 'string' },
  feature: { 'feature.layer': 'string', 'feature.unit': 'number' },
};

function fits(value: unknown, check: Check): boolean {
  if (check === 'list') return Array.isArray(value);
  if (check === 'height and width') return Array.isArray(value) && value.length === 2 && value.every(isSide);
  return check.split(' or ').includes(value === null ? 'null' : typeof value);
}

/** Canvases are no longer than this: no file can make one that fills the memory. */
const LONGEST_SIDE = 32768;

const isSide = (n: unknown): boolean =>
  Number.isInteger(n) && (n as number) >= 1 && (n as number) <= LONGEST_SIDE;

function checkFields(recipe: Fields, fields: Record<string, Check>): void {
  for (const [path, check] of Object.entries(fields)) {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Fields | null | undefined)?.[key], recipe);
    if (!fits(value, check))
      throw new FaccentError(`the recipe's "${path}" is ${shown(value)}; it should be a ${check}`);
  }
}

/**
 * What a run was asked, as it is written now: version 1 knew single units and the Fourier parameterization alone; version
 * 2 knew random boxes, each optimizer's own constants and one held layer, and no masks.
 * @param asked checked, or as a checkpoint has it
 * @example const request = currentRecipe(checkpoint.request)
 */
export function currentRecipe<T extends Fields>(asked: T): T {
  return withSettings(withObjective(asked));
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
      transform: { name: 'box', crops },
      optimizer: { name: rest.ball === null ? 'adam' : 'sgd' },
      schedule: { name: 'constant' },
      regularize:
        regularize === null ? [] : typeof regularize === 'string' ? [{ layer: regularize }] : regularize,
      mask: null,
      redirect: false,
    },
  };
}

/**
 * Checks a recipe as read from JSON, and brings an older one to the version that is written now. Its objective is
 * checked by `objectiveFrom`, and what its settings describe by `optionsOf`.
 * @throws FaccentError naming the field that is missing or of the wrong kind
 * @example const recipe = checkRecipe(JSON.parse(await readFile('recipe.json', 'utf8')))
 */
export function checkRecipe(json: unknown): Recipe {
  const read = json as Fields | null;
  if (typeof read !== 'object' || read?.format !== 'faccent-recipe')
    throw new FaccentError('this is not a recipe: it lacks "format": "faccent-recipe"');
  const { version } = read;
  if (version !== 1 && version !== 2 && version !== RECIPE_VERSION) {
    throw new FaccentError(
      `the recipe is of version ${shown(version)}; this faccent reads versions 1 to ${RECIPE_VERSION}`,
    );
  }
  if (version === 1) for (const part of [PARTS.photo!, PARTS.feature!]) checkFields(read, part);
  const current = version === RECIPE_VERSION ? read : currentRecipe(read);
  const recipe = { ...current, version: RECIPE_VERSION } as Fields;
  checkFields(recipe, FIELDS);
  for (const [part, fields] of Object.entries(PARTS))
    if (recipe[part] !== undefined) checkFields(recipe, fields);
  return recipe as unknown as Recipe;
}
