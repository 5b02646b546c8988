import path from 'node:path';
import {
  DEFAULTS,
  FaccentError,
  type HeldLayer,
  type Model,
  type Parameterization,
  type RecipeSettings,
  type Region,
  type Size,
  type Transform,
  boxMask,
  digest,
  parseHeldLayer,
  parseOptimizer,
  parseSchedule,
  parseTransform,
} from 'faccent';
import pc from 'picocolors';
import { readMask } from '../../platform/node/mask.js';

/** The flags that say how a picture climbs. */
export interface DescentFlags {
  readonly steps: number;
  readonly crops?: number;
  readonly transform?: readonly string[];
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly schedule?: string;
  readonly randomSeed: number;
  readonly cutoff?: number;
  readonly redirect?: boolean;
}

/** The flags that say how it is held to its photograph. */
export interface HoldFlags {
  readonly regularize?: readonly string[];
  readonly strength: number;
  readonly balance?: number;
  readonly ball?: number;
}

/** The flags that say where it may change. */
export interface RegionFlags {
  readonly mask?: string;
  readonly box?: readonly [number, number, number, number];
}

type Settings<K extends keyof RecipeSettings> = Pick<RecipeSettings, K>;

/** What a run has that is told nothing. */
interface Usual {
  readonly crops: number;
  /** The parameterization's. */
  readonly learningRate?: number;
  readonly transform?: Parameterization['noiseTransform'];
  /** Whether it is projected onto a ball. */
  readonly ball?: boolean;
}

/**
 * How a picture climbs.
 * @throws FaccentError on flags that cannot be read or do not go together
 */
export function descentOf(
  flags: DescentFlags,
  usual: Usual,
): Settings<
  'steps' | 'transform' | 'optimizer' | 'learningRate' | 'schedule' | 'randomSeed' | 'cutoff' | 'redirect'
> {
  const { steps, randomSeed, cutoff = null, redirect = false } = flags;
  const optimizer = parseOptimizer(flags.optimizer ?? (usual.ball ? 'sgd' : 'adam'));
  // gradients as they are have no usual size
  const learningRate = optimizer.name === 'sgd' ? null : (usual.learningRate ?? DEFAULTS.learningRate);
  return {
    steps,
    transform: transformOf(flags, usual).description,
    optimizer: optimizer.description,
    learningRate: flags.learningRate ?? learningRate,
    schedule: parseSchedule(flags.schedule ?? 'constant').description,
    ...{ randomSeed, cutoff, redirect },
  };
}

function transformOf({ transform, crops }: DescentFlags, usual: Usual): Transform {
  if (!transform && usual.transform) return usual.transform({ crops: crops ?? usual.crops });
  const texts = transform ?? ['box'];
  const json = texts.some((text) => text.trimStart().startsWith('{'));
  if (json && texts.length > 1)
    throw new FaccentError(
      'a --transform in JSON stands alone: write the others among the "parts" of a compose',
    );
  if (json && crops !== undefined)
    throw new FaccentError('--crops does not go with a --transform in JSON: write "crops" in it');
  const made = parseTransform(texts.join(), json ? {} : { crops: crops ?? usual.crops });
  if (crops !== undefined && crops !== made.crops) {
    throw new FaccentError(
      `nothing in --transform ${texts.join()} is random, so a step has one view, not ${crops}: leave --crops out`,
    );
  }
  return made;
}

/** How a picture is held to its photograph. @throws FaccentError on flags that do not go together */
export function holdOf(
  model: Model,
  flags: HoldFlags,
  quiet: boolean,
): Settings<'regularize' | 'strength' | 'balance' | 'ball'> {
  const { strength, balance = null, ball = null } = flags;
  return { regularize: heldLayers(model, flags.regularize, quiet), strength, balance, ball };
}

function heldLayers(
  model: Model,
  texts: readonly string[] | undefined,
  quiet: boolean,
): readonly HeldLayer[] {
  if (!texts) {
    const layer = model.description.regularize;
    if (layer === undefined && !quiet) {
      console.error(
        pc.yellow(
          'note: the model names no layer to stay close at; --regularize LAYER holds the picture to the photograph',
        ),
      );
    }
    return layer === undefined ? [] : [{ layer }];
  }
  if (texts.includes('none')) {
    if (texts.length > 1)
      throw new FaccentError('--regularize none stands alone: it says that no layer is held');
    return [];
  }
  const held = texts.map((text) => (has(model, text) ? { layer: text } : parseHeldLayer(text)));
  if (held.length === 1 && held[0]!.weight !== undefined) {
    throw new FaccentError(
      `--regularize ${texts[0]} has a weight, which divides between several layers: for one, set --strength`,
    );
  }
  return held;
}

/** A layer may be called like a held layer with its power: TensorFlow's names end in numbers. */
function has(model: Model, layer: string): boolean {
  try {
    model.resolve(layer);
    return true;
  } catch (error) {
    if (error instanceof FaccentError) return false;
    throw error;
  }
}

/**
 * Where the picture may change, read and checked.
 * @throws FaccentError where the mask cannot be used with this photograph, or the box is not within the canvas
 */
export async function regionOf(
  { mask, box }: RegionFlags,
  photo: string,
  size: Size,
): Promise<Region | null> {
  if (mask !== undefined && box !== undefined)
    throw new FaccentError('--mask and --box both say where the picture may change: give one of them');
  if (box) {
    boxMask(box, size);
    return { box };
  }
  if (mask === undefined) return null;
  const { bytes } = await readMask(mask, size, photo);
  return { path: path.resolve(mask), sha256: await digest(bytes) };
}
