import * as z from 'zod/mini';
import { checkNesting } from '../declaration/json.js';
import type { Options } from '../declaration/option.js';
import {
  type Schema,
  checked,
  count,
  flag,
  index,
  isObject,
  number,
  oneOf,
  pair,
  shown,
  text,
} from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { pictureOptions, recordedOptions } from '../options.js';
import { wantedLevels } from '../levels/wanted.js';
import { migrated } from './migrate.js';
import { RECIPE_VERSION, type Recipe, type RunRequest } from './recipe.js';

const object = z.custom<Record<string, unknown>>(isObject, 'an object');
/** Bytes have no path. */
const file = z.looseObject({ path: z.string('text'), sha256: text }, 'an object with a path and a sha256');

const photo = z.looseObject(
  {
    path: z.string('text'),
    sha256: text,
    background: z.optional(z.nullable(pictureOptions.background.schema)),
  },
  'an object with a path and a sha256',
);

/** What is described is checked where it is read. It must be there, so that nothing is guessed. */
const described = z.custom<object>(
  (value) => typeof value === 'object' && value !== null,
  'an object or a list',
);

const step = z.looseObject(
  { activation: number, distance: z.optional(z.nullable(number)) },
  'an object with an activation',
);

const model = z.looseObject(
  // all in the order that recipes have them: what is read is written again as it was
  { path: text, sha256: text, source: z.optional(text), description: object },
  'an object with a path and a sha256',
);

const change = z.looseObject({ before: number, after: number }, 'an object with before and after');

/** What a run must say of itself to be made again. */
const request = {
  environment: z.looseObject({ device: text, threads: count() }, 'an object'),
  model,
  photo: z.optional(photo),
  encoder: z.optional(file),
  networks: z.optional(z.array(model, 'a list')),
  name: text,
  objective: object,
  against: z.optional(
    z.looseObject(
      { name: text, keep: oneOf('stays', 'falls'), strength: number, balance: number },
      'an object with a name',
    ),
  ),
  feature: z.optional(
    z.looseObject(
      { layer: text, unit: index, position: z.optional(pair), label: z.optional(z.string('text')) },
      'an object with a layer and a unit',
    ),
  ),
  settings: z.looseObject(
    {
      ...Object.fromEntries(
        Object.entries(recordedOptions as Options).map(([name, { schema, presence, json }]) => [
          name,
          presence === 'default' ? (json ? described : schema) : z.nullable(json ? described : schema),
        ]),
      ),
      size: pictureOptions.size.schema,
      opacityPercentile: pictureOptions.opacityPercentile.schema,
      mask: z.nullable(object),
    },
    'an object',
  ),
  levels: z.optional(wantedLevels),
};

const level = z.looseObject(
  {
    ...{ wanted: number, reached: number, direction: oneOf('ascent', 'descent'), step: number },
    ...{ missed: z.optional(flag), image: text },
  },
  'an object with a level',
);

const recipe = z.looseObject({
  ...request,
  created: z.optional(text),
  environment: z.looseObject(
    {
      ...{ faccent: z.optional(text), runtime: z.optional(text), runtimeVersion: z.optional(text) },
      ...{ platform: z.optional(text), device: text, threads: count() },
    },
    'an object',
  ),
  results: z.looseObject(
    {
      activation: change,
      against: z.optional(
        z.looseObject(
          {
            ...{ raised: change, other: change },
            path: z.array(
              z.looseObject({ step: number, raised: number, other: number }, 'a point'),
              'a list',
            ),
          },
          'an object with raised and other',
        ),
      ),
      balance: z.optional(z.nullable(number)),
      steps: z.array(step, 'a list'),
      image: text,
      opacity: text,
      levels: z.optional(z.array(level, 'a list')),
    },
    'an object',
  ),
});

/**
 * Checks a recipe as read from JSON, and brings an older one to the version that is written now. Its objective is
 * checked by `objectives.read`, and what its settings describe by `optionsOf`.
 * @throws FaccentError naming the field that is missing or of the wrong kind
 * @example
 * await writeFile('recipe.json', JSON.stringify(run.recipe));
 * const recipe = checkRecipe(JSON.parse(await readFile('recipe.json', 'utf8')));
 * recipe.objective; // { name: 'channel', layer: 'block5c', unit: 12 }
 */
export function checkRecipe(json: unknown): Recipe {
  const read = json as Readonly<Record<string, unknown>> | null;
  if (typeof read !== 'object' || read?.format !== 'faccent-recipe')
    throw new FaccentError('this is not a recipe: it lacks "format": "faccent-recipe"');
  checkNesting(read, 'the recipe');
  const { version } = read;
  if (!(Number.isInteger(version) && (version as number) >= 1 && (version as number) <= RECIPE_VERSION)) {
    throw new FaccentError(
      `the recipe is of version ${shown(version)}; this faccent reads versions 1 to ${RECIPE_VERSION}`,
    );
  }
  // it knew no runs from noise, and no objectives but units
  if (version === 1) for (const part of ['photo', 'feature']) checked(object, read[part], `recipe.${part}`);
  const current = { ...migrated(read), version: RECIPE_VERSION };
  return checked(recipe as unknown as Schema<Recipe>, current, 'recipe');
}

/**
 * Checks what a checkpoint says its run was asked, of this version or an older one.
 * @throws FaccentError naming the field that is missing or of the wrong kind
 */
export function checkRequest(json: unknown): RunRequest {
  checkNesting(json, 'the run');
  const current =
    typeof json === 'object' && json !== null ? migrated(json as Record<string, unknown>) : json;
  return checked(z.looseObject(request) as unknown as Schema<RunRequest>, current, 'run');
}
