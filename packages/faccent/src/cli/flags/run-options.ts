import {
  FaccentError,
  type Model,
  type Parameterization,
  type RegularizedLayer,
  type RunOptions,
  type Transform,
  box,
  parseTransform,
  regularizers,
} from 'faccent';
import { isJson } from '../../declaration/short.js';
import { deviceOf } from '../device.js';
import { type RunFlags as JobFlags, isQuiet } from '../jobs/job.js';
import { note, noteOnce } from '../print/note.js';
import { type RunFlagName, type RunFlags, runOptionsOf, viewsOf } from './declared.js';

/** The flags of the options of a run, as they were typed. */
export type RunOptionFlags = RunFlags &
  Pick<JobFlags, 'device' | 'threads' | 'json' | 'quiet'> & {
    readonly crops?: number;
    readonly transform?: readonly string[];
    readonly regularize?: readonly string[];
  };

/** Options of a picture's ascent, which every run has. */
export const ASCENT: readonly RunFlagName[] = [
  'steps',
  'transform',
  'optimizer',
  'learningRate',
  'schedule',
  'redirect',
  'randomSeed',
  'cutoff',
];

/** Options that hold a picture to its photograph. */
export const HOLD: readonly RunFlagName[] = ['startFrom', 'regularize', 'strength', 'balance', 'ball'];

/**
 * The options of a run that flags stand for, but for what holds the picture: that the model's layers say.
 * @param usual what this command does where the flags say nothing
 * @throws FaccentError on flags that cannot be read or do not go together
 */
export async function optionsFrom(
  flags: RunOptionFlags,
  names: readonly RunFlagName[],
  usual: { readonly views: number; readonly steps?: number; readonly noise?: boolean },
): Promise<RunOptions> {
  const reading = { note: isQuiet(flags) ? undefined : noteOnce };
  // these two need more than their texts
  const plain = names.filter((name) => name !== 'transform' && name !== 'regularize');
  checkNone(flags);
  const options = runOptionsOf({ ...flags, steps: flags.steps ?? usual.steps }, plain, reading);
  return {
    ...options,
    transform: transformOf(flags, usual, usual.noise ? options.parameterization : undefined),
    device: await deviceOf(flags.device),
    threads: flags.threads,
  };
}

function transformOf(
  flags: RunOptionFlags,
  usual: { readonly views: number },
  fromNoise: Parameterization | undefined,
): Transform {
  const { transform } = flags;
  const asked = viewsOf(flags);
  const views = asked ?? usual.views;
  if (!transform) return fromNoise?.noiseTransform?.({ views }) ?? box({ views });
  const json = transform.some(isJson);
  if (json && transform.length > 1)
    throw new FaccentError(
      'a --transform in JSON stands alone: write the others among the "parts" of a compose',
    );
  if (json && asked !== undefined)
    throw new FaccentError('--views does not go with a --transform in JSON: write "views" in it');
  const made = parseTransform(transform.join(), {
    ...(!json && { views }),
    note: isQuiet(flags) ? undefined : noteOnce,
  });
  if (asked !== undefined && asked !== made.views) {
    throw new FaccentError(
      `nothing in --transform ${transform.join()} is random, so a step has one view, not ${asked}: leave --views out`,
    );
  }
  return made;
}

function checkNone({ regularize = [] }: RunOptionFlags): void {
  if (regularize.includes('none') && regularize.length > 1)
    throw new FaccentError('--regularize none stands alone: it says that nothing holds the picture');
}

/** What holds the picture, where it is said; the model's own layer is left to the library. */
export function heldBy(model: Model, flags: RunOptionFlags): RunOptions['regularize'] {
  const texts = flags.regularize;
  if (!texts) {
    if (model.description.regularize === undefined && !isQuiet(flags))
      note(
        'the model names no layer to stay close at; --regularize LAYER holds the picture to the photograph',
      );
    return undefined;
  }
  if (texts.includes('none')) return null;
  const held = texts.map((text) =>
    has(model, text) ? ({ layer: text } satisfies RegularizedLayer) : regularizers.parse(text),
  );
  const [only] = held;
  if (held.length === 1 && 'description' in only! && only.description.weight !== undefined) {
    throw new FaccentError(
      `--regularize ${texts[0]} has a weight, which divides between several layers: for one, set --strength`,
    );
  }
  return held;
}

/** A layer may be called like one with its power: TensorFlow's names end in numbers. */
function has(model: Model, layer: string): boolean {
  try {
    model.resolve(layer);
    return true;
  } catch (error) {
    if (error instanceof FaccentError) return false;
    throw error;
  }
}
