import type { AccentuateOptions } from './accentuate.js';
import { FaccentError } from './errors.js';
import type { Size } from './image.js';
import { channel } from './objective/channel.js';
import { neuron } from './objective/neuron.js';
import type { Objective } from './objective/objective.js';
import type { Device } from './runtime/runtime.js';
import { box } from './transform/box.js';

/** The version of the format that is written here. */
export const RECIPE_VERSION = 1;

/** Everything that shapes a run, with nothing left to defaults. */
export interface RecipeSettings {
  readonly size: Size;
  readonly steps: number;
  readonly crops: number;
  readonly learningRate: number | null;
  readonly regularize: string | null;
  readonly strength: number;
  /** Given by hand, or null: measured, and then found in the results. */
  readonly balance: number | null;
  readonly randomSeed: number;
  readonly cutoff: number | null;
  readonly ball: number | null;
  readonly percentile: number;
}

/** A run that can be made again: what it was made from, how, where, and what came of it. */
export interface Recipe {
  readonly format: 'faccent-recipe';
  readonly version: number;
  readonly created: string;
  readonly environment: {
    readonly faccent: string;
    readonly runtime: string;
    readonly runtimeVersion: string;
    readonly platform: string;
    readonly device: Device;
    readonly threads: number;
  };
  /**
   * `path` as it was given, `source` where it was fetched from; `description` is all that was taken to be so of the
   * model, `assumed` what of that was not stated by a person, and where it was found.
   */
  readonly model: {
    readonly path: string;
    readonly sha256: string;
    readonly source?: string;
    readonly description: Record<string, unknown>;
    readonly assumed?: readonly string[];
  };
  readonly photo: { readonly path: string; readonly sha256: string };
  readonly feature: {
    readonly layer: string;
    readonly unit: number;
    readonly position?: readonly [number, number];
    readonly label?: string;
  };
  readonly settings: RecipeSettings;
  readonly results: {
    readonly activation: { readonly before: number; readonly after: number };
    readonly balance: number | null;
    readonly steps: readonly { readonly activation: number; readonly distance?: number }[];
    /** SHA-256 of the float32 values of the picture and of the opacity sum. */
    readonly image: string;
    readonly opacity: string;
  };
}

/**
 * The objective of a recipe.
 * @example const objective = objectiveOf(recipe.feature)
 */
export function objectiveOf({ layer, unit, position }: Recipe['feature']): Objective {
  return position ? neuron({ layer, unit, position }) : channel({ layer, unit });
}

/**
 * A recipe's settings as options of `accentuate`.
 * @example await accentuate(model, photo, objectiveOf(recipe.feature), optionsOf(recipe.settings, recipe.environment))
 */
export function optionsOf(
  settings: RecipeSettings,
  environment: Pick<Recipe['environment'], 'device' | 'threads'>,
): AccentuateOptions {
  const { steps, crops, learningRate, regularize, strength, balance, randomSeed, cutoff, ball } = settings;
  return {
    ...environment,
    steps,
    transform: box({ crops }),
    learningRate: learningRate ?? undefined,
    regularize,
    strength,
    balance: balance ?? undefined,
    randomSeed,
    cutoff: cutoff ?? undefined,
    ball: ball ?? undefined,
  };
}

/**
 * How a feature is called: `mixed4c:12`, `mixed4c:12@7,7`, or a class by its label.
 * @example featureName({ layer: 'mixed4c', unit: 12 }) // 'mixed4c:12'
 */
export function featureName({ layer, unit, position, label }: Recipe['feature']): string {
  return label ?? `${layer}:${unit}${position ? `@${position.join()}` : ''}`;
}

/**
 * SHA-256 of bytes or of values' bytes, in hexadecimal.
 * @example const sha256 = await digest(image.data)
 */
export async function digest(data: Uint8Array | Float32Array): Promise<string> {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('');
}

declare const crypto: { subtle: { digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer> } };

type Check = 'number' | 'string' | 'number or null' | 'string or null' | 'list';

/** What a recipe must hold to be run again. */
const FIELDS: Record<string, Check> = {
  'environment.device': 'string',
  'environment.threads': 'number',
  'model.path': 'string',
  'model.sha256': 'string',
  'photo.path': 'string',
  'photo.sha256': 'string',
  'feature.layer': 'string',
  'feature.unit': 'number',
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

const fits = (value: unknown, check: Check): boolean =>
  check === 'list'
    ? Array.isArray(value)
    : check.split(' or ').includes(value === null ? 'null' : typeof value);

/**
 * Checks a recipe as read from JSON.
 * @throws FaccentError naming the field that is missing or of the wrong kind
 * @example const recipe = checkRecipe(JSON.parse(await readFile('recipe.json', 'utf8')))
 */
export function checkRecipe(json: unknown): Recipe {
  const recipe = json as Partial<Recipe> | null;
  if (typeof recipe !== 'object' || recipe?.format !== 'faccent-recipe') {
    throw new FaccentError('this is not a recipe: it lacks "format": "faccent-recipe"');
  }
  if (recipe.version !== RECIPE_VERSION) {
    throw new FaccentError(
      `the recipe is of version ${String(recipe.version)}; this faccent reads version ${RECIPE_VERSION}`,
    );
  }
  for (const [path, check] of Object.entries(FIELDS)) {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], recipe);
    if (!fits(value, check))
      throw new FaccentError(`the recipe's "${path}" is ${JSON.stringify(value)}; it should be a ${check}`);
  }
  return recipe as Recipe;
}
