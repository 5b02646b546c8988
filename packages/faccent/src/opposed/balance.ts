import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { Random } from '../math/random.js';
import type { Model } from '../model/model.js';
import type { Objective, Opposed } from '../objective/objective.js';
import type { RunOptions } from '../options.js';
import { gradientNorms } from '../step/balance.js';
import { constantFeeds, runFromPhotographs } from '../step/run.js';
import { Sessions } from '../step/sessions.js';
import { drawing, initialState } from '../step/state.js';

/**
 * The balance γ = |∇ raised|₁ / |∇ other|₁ of two objectives, of one network or of two: with `weight: λγ` of `against`, a λ of
 * 1 means that both pull as hard, whatever their layers and units. Parameter gradients, taken beside the photograph as the
 * regularizer's balance is (docs/method.md, 5.10 and 6.2).
 * @param options those of the run that it is for
 * @throws FaccentError where one of them has no gradient there
 * @example
 * const opposed = { raised: channel({ layer: 'block5c', unit: 12 }), other: channel({ layer: 'block5c', unit: 13 }) };
 * const weight = 2 * (await balanceAgainst(model, photo, opposed));
 * await accentuate(model, photo, against({ ...opposed, weight }));
 */
export async function balanceAgainst(
  model: Model,
  photograph: Image | readonly Image[],
  { raised, other }: Opposed,
  options: RunOptions = {},
): Promise<number> {
  const norm = async (objective: Objective, what: string): Promise<number> => {
    const found = await gradientNorm(model, photograph, objective, options);
    if (found > 0 && Number.isFinite(found)) return found;
    throw new FaccentError(
      `${what} has ${found > 0 ? 'a gradient that is no number' : 'no gradient'} beside the photograph, so the two cannot be weighed ` +
        'against each other: take another unit or another photograph, or set the weight of against by hand',
    );
  };
  return (await norm(raised, 'what is raised')) / (await norm(other, 'what it is raised against'));
}

/** L1 norm of an objective's parameter gradient beside the photograph. */
async function gradientNorm(
  model: Model,
  photograph: Image | readonly Image[],
  objective: Objective,
  options: RunOptions,
): Promise<number> {
  const once = { ...options, regularize: null, resume: undefined, snapshots: undefined };
  const run = runFromPhotographs(model, photograph, objective, once);
  const { plan, settings, photographs } = run;
  const sessions = new Sessions(run.options);
  try {
    const compute = await sessions.step(plan);
    const seed = await sessions.encode(plan, photographs!);
    const views = drawing(plan, new Random(settings.randomSeed));
    const feeds = {
      ...constantFeeds(run, seed, seed.image),
      ...initialState(plan),
      ...views({ step: 0, steps: settings.steps }),
    };
    const [found] = await gradientNorms(sessions, plan, compute, seed.parameters, feeds);
    return found!;
  } finally {
    await sessions.release();
  }
}
