import type { Description } from '../declaration/declare.js';
import type { Json } from '../declaration/schema.js';
import type { Region } from '../image/region.js';
import type { Size } from '../image/image.js';
import type { Level } from '../levels/levels.js';
import type { WantedLevels } from '../levels/wanted.js';
import type { Fact } from '../model/facts.js';
import { channel } from '../objective/channel.js';
import { neuron } from '../objective/neuron.js';
import type { Objective } from '../objective/objective.js';
import type { recordedOptions } from '../options.js';
import type { TradeOff } from '../step/opposed.js';
import type { OpposedValues } from '../step/records.js';
import type { Device } from '../platform/runtime.js';

/**
 * The version of the format that is written.
 * @example run.recipe.version === RECIPE_VERSION; // true
 */
export const RECIPE_VERSION = 8;

/**
 * Everything that shapes a run: its recorded options as JSON has them, null where one is left out; what is described has
 * the options that were given.
 */
export type RecipeSettings = { readonly [K in keyof typeof recordedOptions]: Json } & {
  readonly size: Size;
  /** Percentage of the picture that its opacity map shows fully. */
  readonly opacityPercentile: number;
  /** Where the picture may change; null: everywhere. */
  readonly mask: Region | null;
};

/** A unit of a layer, at one position or on average, under the label of a class. */
export interface RecipeFeature {
  readonly layer: string;
  readonly unit: number;
  readonly position?: readonly [number, number];
  readonly label?: string;
}

/** A file by where it was and by its SHA-256. */
export interface RecordedFile {
  readonly path: string;
  readonly sha256: string;
}

/** A photograph, and what was behind it where it is transparent; null: as versions up to 5 read it. */
export interface RecordedPhoto extends RecordedFile {
  readonly background?: string | null;
}

/** What a run is asked to do: a recipe before there are results. */
export interface RunRequest {
  readonly environment: { readonly device: Device; readonly threads: number };
  /**
   * `path` as it was given, `source` where it was fetched from; `description` is what it runs with, `facts` all that was
   * taken to be so of the model for people, and where each is from (recipes of older versions have none).
   */
  readonly model: RecordedFile & {
    readonly source?: string;
    readonly description: Readonly<Record<string, unknown>>;
    readonly facts?: readonly Fact[];
  };
  /** None where the run started from noise. */
  readonly photo?: RecordedPhoto;
  /** The encoder whose latents the objective names by its fingerprint. */
  readonly encoder?: RecordedFile;
  /** Other networks, which the objective names by their fingerprints. */
  readonly networks?: readonly RunRequest['model'][];
  /** What is raised, for people. */
  readonly name: string;
  readonly objective: Description;
  /** What it is raised against, for people, and how the weight of that came about. */
  readonly against?: {
    readonly name: string;
    readonly keep: 'stays' | 'falls';
    /** In units of the balance. */
    readonly strength: number;
    readonly balance: number;
    /** Where the strength was found: the levels that it was to lead to. */
    readonly wanted?: OpposedValues;
  };
  /** The objective, or what is raised against another, as one unit, where it is no more than that. */
  readonly feature?: RecipeFeature;
  readonly settings: RecipeSettings;
  /** Where the run is a series of levels: which ones. */
  readonly levels?: WantedLevels;
}

/** A picture of a series of levels. */
export interface RecordedLevel extends Pick<Level, 'wanted' | 'reached' | 'direction' | 'step' | 'missed'> {
  /** SHA-256 of the float32 values of the picture. */
  readonly image: string;
}

/** A run that can be made again: what it was made from, how, where, and what came of it. */
export interface Recipe extends RunRequest {
  readonly format: 'faccent-recipe';
  readonly version: typeof RECIPE_VERSION;
  readonly created: string;
  readonly environment: RunRequest['environment'] & {
    readonly faccent: string;
    readonly runtime: string;
    readonly runtimeVersion: string;
    readonly platform: string;
  };
  readonly results: {
    readonly activation: { readonly before: number; readonly after: number };
    /** What the objective weighs against each other, on the whole picture. */
    readonly against?: TradeOff;
    readonly balance: number | null;
    readonly steps: readonly { readonly activation: number; readonly distance?: number }[];
    /** SHA-256 of the float32 values of the picture and of the opacity sum; of levels, of all pictures and of both sums. */
    readonly image: string;
    readonly opacity: string;
    /** Of a series of levels, from the lowest up; its activation is that of the photograph and of the last. */
    readonly levels?: readonly RecordedLevel[];
  };
}

/**
 * The objective that a feature stands for.
 * @example objectiveOf({ layer: 'block5c', unit: 12 }).description; // { name: 'channel', layer: 'block5c', unit: 12 }
 */
export function objectiveOf({ layer, unit, position }: RecipeFeature): Objective {
  return position ? neuron({ layer, unit, position }) : channel({ layer, unit });
}

/**
 * How a feature is called: `block5c:12`, `block5c:12@7,7`, or a class by its label.
 * @example featureName({ layer: 'block5c', unit: 12 }); // 'block5c:12'
 */
export function featureName({ layer, unit, position, label }: RecipeFeature): string {
  return label ?? `${layer}:${unit}${position ? `@${position.join()}` : ''}`;
}

/** What was raised, on the whole picture, before and after: of one objective against another, the first. */
export const raisedIn = ({ results }: Pick<Recipe, 'results'>): Recipe['results']['activation'] =>
  results.against?.raised ?? results.activation;

/**
 * Where a run is regularized, for people; empty where it is not.
 * @example regularizedAt(run.recipe); // 'block3b'
 */
export const regularizedAt = ({ settings }: Pick<RunRequest, 'settings'>): string =>
  (settings.regularize as readonly { readonly layer?: string; readonly name?: string }[])
    .map(({ layer, name }) => layer ?? name ?? '')
    .join(' and ');
