import {
  type Comparisons,
  FaccentError,
  type InspectOptions,
  type Model,
  type Objective,
  type RecipeInputs,
  type RunRequest,
  type WantedLevels,
  objectiveValues,
  objectives,
  quantile,
} from 'faccent';
import { levelsOf } from '../../levels/wanted.js';
import { given } from '../../objective/given.js';
import type { ComparisonFlags, ComparisonsOf } from '../comparisons.js';
import type { OutputFlags } from '../flags/groups.js';
import type { LevelsText } from '../flags/parse.js';
import type { Job } from './job.js';

/** Flags that a series of levels is asked for beside, or not. */
interface LevelsFlags extends OutputFlags, ComparisonFlags {
  readonly levels?: LevelsText;
  readonly tune?: unknown;
  readonly cutoff?: unknown;
  readonly startFrom?: unknown;
}

const isOfQuantiles = (levels?: LevelsText): levels is { readonly quantiles: readonly number[] } =>
  typeof levels === 'object' && 'quantiles' in levels;

/** @throws FaccentError for what does not go with levels, and for percentiles of nothing */
export function checkLevels(flags: LevelsFlags): void {
  const { levels, natural, saveTensors, snapshots, report, cutoff, transfer, startFrom } = flags;
  if (levels === undefined) return;
  const asked = flags.tune ? '--tune' : '--levels';
  if (isOfQuantiles(levels) && natural === undefined)
    throw new FaccentError(
      '--levels in percent are percentiles of natural activations: give --natural, a folder of photographs or exemplars',
    );
  const other = Object.entries({
    ...{ '--save-tensors': saveTensors, '--snapshots': snapshots, '--report': report, '--cutoff': cutoff },
    ...{ '--transfer': transfer, '--start-from noise': startFrom === 'noise' ? startFrom : undefined },
  }).find(([, value]) => value !== undefined);
  if (other) throw new FaccentError(`${asked} does not go with ${other[0]}: leave one of them out`);
}

/** What an objective is on natural photographs; nothing where there are none. */
export async function naturalValues(
  { natural, naturalActivations }: Comparisons,
  model: Model,
  objective: Objective,
  options: InspectOptions & { readonly photograph?: RecipeInputs['photo'] },
): Promise<ArrayLike<number> | undefined> {
  return naturalActivations ?? (natural && objectiveValues(model, objective, natural, options));
}

/** Finds the levels of jobs: what is natural is measured once for a feature, be there many photographs. */
export function levelsFinder(
  comparisons: ComparisonsOf,
): (job: Job, request: RunRequest) => Promise<WantedLevels | undefined> {
  const measured = new Map<string, Promise<ArrayLike<number> | undefined>>();
  return async ({ levels, model, target, size, encoder, networks }, { objective, environment }) => {
    if (levels === undefined) return undefined;
    if (!isOfQuantiles(levels)) return levelsOf(levels);
    const key = JSON.stringify([objective, size]);
    const measure = async () => {
      const whole = objectives.read(objective, {
        given: given({ model, encoder: encoder?.encoder, networks }),
      });
      return naturalValues(
        await comparisons(target, size, model),
        model,
        whole.against?.raised ?? whole,
        environment,
      );
    };
    const values = measured.get(key) ?? measure();
    measured.set(key, values);
    const natural = (await values)!;
    return levelsOf(levels.quantiles.map((part) => quantile(natural, part)));
  };
}
