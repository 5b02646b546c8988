import { type AccentuateOptions, type Accentuation, accentuation } from '../accentuate.js';
import { randomizeWeights } from '../attribution/randomize-weights.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Parameterization } from '../parameterization/parameterization.js';
import { type RecipeFeature, featureName, objectiveOf } from '../recipe/recipe.js';
import type { Step } from '../step/records.js';
import type { AuditedPicture, Need } from './evidence.js';
import type { AuditStep, SettledAudit } from './options.js';
import { box } from '../transform/box.js';
import { AUDIT_DEFAULTS } from './options.js';
import { told } from '../step/told.js';

/** An accentuation that is to be made. */
interface Planned extends Omit<AuditedPicture, 'result' | 'parameterization'> {
  readonly model: Model;
  readonly parameterization: Parameterization;
}

/** What an audit makes its pictures from. */
export interface Audited {
  readonly model: Model;
  readonly feature: RecipeFeature;
  readonly others: readonly RecipeFeature[];
  readonly photographs: readonly Image[];
  readonly needs: ReadonlySet<Need>;
  readonly options: SettledAudit;
}

/** All accentuations of an audit: the feature's first, each photograph's beside each other. */
export function planned({ model, feature, others, photographs, needs, options }: Audited): Planned[] {
  const { seeds, parameterizations, randomSeed } = options;
  const own = parameterizations.flatMap((parameterization) =>
    Array.from({ length: seeds }, (_, seed) => ({
      ...{ need: 'own' as const, feature, parameterization, model, randomSeed: randomSeed + seed },
    })),
  );
  const plain = { parameterization: parameterizations[0]!, randomSeed };
  const different = needs.has('others')
    ? others.map((other) => ({ ...plain, need: 'others' as const, feature: other, model }))
    : [];
  const shuffled = needs.has('randomized')
    ? [{ ...plain, need: 'randomized' as const, feature, model: randomizeWeights(model, { randomSeed }) }]
    : [];
  const all = photographs.flatMap((_, photograph) =>
    [...own, ...different, ...shuffled].map((one) => ({ ...one, photograph })),
  );
  return all.map((one, i) => ({ ...one, part: `${one.need}-${i}` }));
}

/** What an accentuation is, for people. */
const nameOf = ({ need, feature, parameterization, randomSeed }: Planned): string =>
  `${featureName(feature)}, ${need === 'randomized' ? 'weights shuffled, ' : ''}${parameterization.name}, seed ${randomSeed}`;

/** Makes all accentuations of an audit. Where the feature is dead as it is, all are made with redirected gradients. */
export async function* gathered(
  audited: Audited,
): AsyncGenerator<AuditStep, { pictures: AuditedPicture[]; unaided?: readonly Step[] }, void> {
  const { options } = audited;
  const all = planned(audited);
  const pictures: AuditedPicture[] = [];
  let unaided: readonly Step[] | undefined;
  for (const [i, one] of all.entries()) {
    const place = { at: i + 1, of: all.length, steps: options.steps };
    let result = yield* accentuated(one, audited, place, unaided !== undefined);
    // a picture that nothing moved shows nothing of the feature
    if (i === 0 && result.steps.at(-1)?.dead) {
      unaided = result.steps;
      result = yield* accentuated(one, audited, place, true);
    }
    pictures.push({ ...one, parameterization: one.parameterization.name, result });
  }
  return { pictures, unaided };
}

async function* accentuated(
  one: Planned,
  { photographs, options }: Audited,
  place: { at: number; of: number; steps: number },
  redirected: boolean,
): AsyncGenerator<AuditStep, Accentuation, void> {
  const {
    transform = box({ views: AUDIT_DEFAULTS.views }),
    steps,
    strength,
    regularize,
    optimizer,
    learningRate,
  } = options;
  const { schedule, balance, ball, cutoff, viewsAtOnce, cache, backend, device, threads } = options;
  const part = redirected ? one.part.replace(one.need, 'redirected') : one.part;
  const name = nameOf(one);
  options.onPart?.(part, name, place);
  const run: AccentuateOptions = {
    ...{ transform, steps, strength, regularize, optimizer, learningRate, schedule, balance, ball, cutoff },
    ...{ viewsAtOnce, cache, backend, device, threads },
    ...{ parameterization: one.parameterization, randomSeed: one.randomSeed },
    ...(redirected && { redirect: 'start' as const }),
    resume: await options.resume?.(part),
  };
  const making = accentuation(one.model, photographs[one.photograph]!, objectiveOf(one.feature), run);
  return yield* told(making, (step) => ({ ...step, part, name }));
}
