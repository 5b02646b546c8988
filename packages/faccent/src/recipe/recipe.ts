import type { AccentuateOptions } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import type { Description } from '../declaration/json.js';
import { channel } from '../objective/channel.js';
import { neuron } from '../objective/neuron.js';
import type { Objective, ObjectiveDescription } from '../objective/objective.js';
import { optimizerFrom } from '../optimizer/optimizer.js';
import { parameterizationFrom } from '../parameterization/describe.js';
import { type Region, boxMask, regionFrom } from '../image/region.js';
import { type HeldLayer, heldLayersFrom } from '../regularizer/regularizer.js';
import type { Device } from '../platform/runtime.js';
import { scheduleFrom } from '../schedule/schedule.js';
import { transformFrom } from '../transform/describe.js';

/** Everything that shapes a run. What is described has the options that were given. */
export interface RecipeSettings {
  readonly size: Size;
  readonly steps: number;
  readonly transform: Description;
  readonly optimizer: Description;
  /** None for an optimizer without a default. */
  readonly learningRate: number | null;
  readonly schedule: Description;
  /** Empty: held nowhere. */
  readonly regularize: readonly HeldLayer[];
  readonly strength: number;
  /** Given by hand, or null: measured, and then found in the results. */
  readonly balance: number | null;
  readonly randomSeed: number;
  readonly cutoff: number | null;
  readonly ball: number | null;
  /** Where the picture may change; null: everywhere. */
  readonly mask: Region | null;
  /** Whether closed ReLUs let gradients through at the start. */
  readonly redirect: boolean;
  readonly percentile: number;
}

/** A unit of a layer, at one position or on average, under the label of a class. */
export interface RecipeFeature {
  readonly layer: string;
  readonly unit: number;
  readonly position?: readonly [number, number];
  readonly label?: string;
}

/** A run that can be made again: what it was made from, how, where, and what came of it. */
export interface Recipe {
  readonly format: 'faccent-recipe';
  readonly version: 3;
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
  /** None where the run started from noise. */
  readonly photo?: { readonly path: string; readonly sha256: string };
  /** The encoder whose latents the objective names by its fingerprint. */
  readonly encoder?: { readonly path: string; readonly sha256: string };
  /** What is raised, for people. */
  readonly name: string;
  readonly objective: ObjectiveDescription;
  /** The objective as one unit, where it is no more than that. */
  readonly feature?: RecipeFeature;
  readonly parameterization: Description;
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
 * The objective that a feature stands for.
 * @example const objective = objectiveOf({ layer: 'mixed4c', unit: 12 })
 */
export function objectiveOf({ layer, unit, position }: RecipeFeature): Objective {
  return position ? neuron({ layer, unit, position }) : channel({ layer, unit });
}

/**
 * How a recipe runs, as options of `accentuate` and of `visualize`.
 * @param mask the values of a painted mask, which a recipe names by its file
 * @throws FaccentError that names the setting that cannot be used, or if a painted mask is not given
 * @example await accentuate(model, photo, objectiveFrom(recipe.objective), optionsOf(recipe))
 */
export function optionsOf(
  {
    settings,
    environment: { device, threads },
    parameterization,
  }: Pick<Recipe, 'settings' | 'parameterization'> & {
    readonly environment: Pick<Recipe['environment'], 'device' | 'threads'>;
  },
  mask?: Float32Array,
): AccentuateOptions {
  const { steps, learningRate, strength, balance, randomSeed, cutoff, ball, redirect } = settings;
  return {
    device,
    threads,
    parameterization: parameterizationFrom(parameterization),
    steps,
    transform: transformFrom(settings.transform),
    optimizer: optimizerFrom(settings.optimizer),
    learningRate: learningRate ?? undefined,
    schedule: scheduleFrom(settings.schedule),
    regularize: heldLayersFrom(settings.regularize),
    strength,
    balance: balance ?? undefined,
    randomSeed,
    cutoff: cutoff ?? undefined,
    ball: ball ?? undefined,
    mask: settings.mask === null ? undefined : maskOf(regionFrom(settings.mask), settings.size, mask),
    redirect,
  };
}

function maskOf(region: Region, size: Size, painted: Float32Array | undefined): Float32Array {
  if ('box' in region) return boxMask(region.box, size);
  if (!painted)
    throw new FaccentError(`the recipe has a painted mask, "${region.path}": give its values beside it`);
  return painted;
}

/**
 * How a feature is called: `mixed4c:12`, `mixed4c:12@7,7`, or a class by its label.
 * @example featureName({ layer: 'mixed4c', unit: 12 }) // 'mixed4c:12'
 */
export function featureName({ layer, unit, position, label }: RecipeFeature): string {
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
