import { FaccentError } from './errors.js';
import { type Fields, shown } from './json.js';
import { type Recipe, type RecipeFeature, featureName, objectiveOf } from './recipe.js';

/** The version of the format that is written. */
export const RECIPE_VERSION = 2;

type Check = 'number' | 'string' | 'number or null' | 'string or null' | 'list' | 'object';

/** What a recipe must hold to be run again. */
const FIELDS: Record<string, Check> = {
  'environment.device': 'string',
  'environment.threads': 'number',
  'model.path': 'string',
  'model.sha256': 'string',
  name: 'string',
  objective: 'object',
  parameterization: 'object',
  'settings.size': 'list',
  'settings.steps': 'number',
  'settings.crops': 'number',
  'settings.learningRate': 'number or null',
  'settings.regularize': 'string or null',
  'settings.strength': 'number',
  'settings.balance': 'number or null',
  'settings.randomSeed': 'number',
  'settings.cutoff': 'number or null',
  'settings.ball': 'number or null',
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
  feature: { 'feature.layer': 'string', 'feature.unit': 'number' },
};

const fits = (value: unknown, check: Check): boolean =>
  check === 'list'
    ? Array.isArray(value)
    : check.split(' or ').includes(value === null ? 'null' : typeof value);

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
 * What a run was asked, as it is written now: version 1 knew single units and the Fourier parameterization alone.
 * @param asked checked, or as a checkpoint has it
 * @example const request = currentRecipe(checkpoint.request)
 */
export function currentRecipe<T extends Fields>(asked: T): T {
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

/**
 * Checks a recipe as read from JSON, and brings an older one to the version that is written now. Its objective and its
 * parameterization are checked by `objectiveFrom` and `parameterizationFrom`.
 * @throws FaccentError naming the field that is missing or of the wrong kind
 * @example const recipe = checkRecipe(JSON.parse(await readFile('recipe.json', 'utf8')))
 */
export function checkRecipe(json: unknown): Recipe {
  const read = json as Fields | null;
  if (typeof read !== 'object' || read?.format !== 'faccent-recipe')
    throw new FaccentError('this is not a recipe: it lacks "format": "faccent-recipe"');
  const { version } = read;
  if (version !== 1 && version !== RECIPE_VERSION) {
    throw new FaccentError(
      `the recipe is of version ${shown(version)}; this faccent reads versions 1 to ${RECIPE_VERSION}`,
    );
  }
  if (version === 1) for (const part of Object.values(PARTS)) checkFields(read, part);
  const recipe = { ...(version === 1 ? currentRecipe(read) : read), version: RECIPE_VERSION } as Fields;
  checkFields(recipe, FIELDS);
  for (const [part, fields] of Object.entries(PARTS))
    if (recipe[part] !== undefined) checkFields(recipe, fields);
  return recipe as unknown as Recipe;
}
