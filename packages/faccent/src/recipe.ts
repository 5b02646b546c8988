import type { AccentuateOptions } from './accentuate.js';
import type { Size } from './image.js';
import type { Description } from './json.js';
import { channel } from './objective/channel.js';
import { neuron } from './objective/neuron.js';
import type { Objective, ObjectiveDescription } from './objective/objective.js';
import { parameterizationFrom } from './parameterization/describe.js';
import type { Device } from './runtime/runtime.js';
import { box } from './transform/box.js';

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
  readonly version: 2;
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
 * @example await accentuate(model, photo, objectiveFrom(recipe.objective), optionsOf(recipe))
 */
export function optionsOf({
  settings,
  environment: { device, threads },
  parameterization,
}: Pick<Recipe, 'settings' | 'parameterization'> & {
  readonly environment: Pick<Recipe['environment'], 'device' | 'threads'>;
}): AccentuateOptions {
  const { steps, crops, learningRate, regularize, strength, balance, randomSeed, cutoff, ball } = settings;
  return {
    device,
    threads,
    parameterization: parameterizationFrom(parameterization),
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
