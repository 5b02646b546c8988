import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { sizeInCommon } from '../circuit/vectors.js';
import type { InspectOptions } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { type RecipeFeature, featureName, objectiveOf } from '../recipe/recipe.js';
import { graphCache } from '../step/cache.js';
import { finished } from '../step/finished.js';
import type { AuditFinding } from './check.js';
import { auditsInOrder } from './checks.js';
import { cropsOf } from './crops.js';
import type { AuditedPicture, NaturalPhotographs, SecondNetwork } from './evidence.js';
import { Eyes, layersSeen } from './eyes.js';
import { gathered } from './gather.js';
import { type AuditOptions, type AuditStep, type SettledAudit, settledAudit } from './options.js';
import { otherFeatures } from './others.js';

/** Whether a feature's pictures are to be believed: what was found, and the pictures that say so. */
export interface Audit {
  readonly feature: RecipeFeature;
  readonly photographs: readonly Image[];
  readonly findings: readonly AuditFinding[];
  readonly pictures: readonly AuditedPicture[];
  /** Whether the pictures were begun with redirected gradients: the unit was dead. */
  readonly redirected: boolean;
  /** What natural photographs are called, and whether they are a weak reference. */
  readonly natural: Pick<NaturalPhotographs, 'from' | 'weak'>;
  /** What the other network is called, where there is one. */
  readonly second?: string;
}

/**
 * Asks whether a feature's pictures are to be believed: accentuates it from several seeds and in several parameterizations,
 * other features of its layer beside it and the same in a network of shuffled weights, and compares (docs/method.md, 15). An
 * asynchronous generator, as `accentuation`.
 * @param feature a unit of a layer, or of the classes
 * @param photographs of one size
 * @throws FaccentError, GraphError for a unit that is not there, options out of range, and as `accentuation`
 * @example for await (const { name, step } of audit(model, { layer: 'block5c', unit: 12 }, [photo])) console.log(name, step);
 */
export async function* audit(
  model: Model,
  feature: RecipeFeature,
  photographs: readonly Image[],
  options: AuditOptions = {},
): AsyncGenerator<AuditStep, Audit, void> {
  const settled = settledAudit(options);
  sizeInCommon(photographs);
  if (feature.position) throw new FaccentError('an audit is of a whole channel: leave the position out');
  const { device, threads, backend, cache: given } = settled;
  const cache = given ?? graphCache();
  const running: InspectOptions = { device, threads, backend, cache };
  const checks = auditsInOrder.filter(({ name }) => settled.checks.includes(name));
  const needs = new Set(checks.flatMap((one) => one.needs));
  const objective = objectiveOf(feature);
  const opened: Eyes[] = [];
  const open = (...[network, layers, further]: [Model, readonly string[], readonly string[]]): Eyes => {
    const eyes = new Eyes(network, layers, further, running);
    opened.push(eyes);
    return eyes;
  };
  try {
    const eyes = open(model, layersSeen(model, objective), [feature.layer]);
    const second = secondNetwork(settled, model, feature, open);
    const { others: count, randomSeed } = settled;
    const others = await otherFeatures(model, photographs[0]!, feature, count, { ...running, randomSeed });
    const natural = naturalOf(settled, photographs);
    const { pictures, unaided } = yield* gathered({
      ...{ model, feature, others, photographs, needs },
      options: { ...settled, cache },
    });
    const evidence = {
      ...{ model, feature, objective, photographs, pictures, unaided, natural, second, eyes, running },
      others: others.map((other) => ({ feature: other, objective: objectiveOf(other) })),
    };
    const findings: AuditFinding[] = [];
    for (const one of checks) findings.push(await one.find(evidence));
    return {
      ...{ feature, photographs, findings, pictures, natural },
      ...{ redirected: unaided !== undefined, second: second?.name },
    };
  } finally {
    for (const eyes of opened) await eyes.release();
    if (!given) await cache.release();
  }
}

function naturalOf(
  { natural, naturalActivations: activations, naturalName, randomSeed }: SettledAudit,
  photographs: readonly Image[],
): NaturalPhotographs {
  if (!natural?.length) return { ...cropsOf(photographs, randomSeed), activations };
  return {
    images: natural,
    activations,
    weak: false,
    from: naturalName ?? `${natural.length} natural photographs`,
  };
}

/** The other network, with its class where the feature is one that it has by the same name. */
function secondNetwork(
  { second, secondName }: SettledAudit,
  model: Model,
  feature: RecipeFeature,
  open: (model: Model, layers: readonly string[], further: readonly string[]) => Eyes,
): SecondNetwork | undefined {
  if (!second) return undefined;
  const layers = layersSeen(second, channel({ layer: second.logits, unit: 0 }));
  const isClass = model.resolve(feature.layer) === model.resolve(model.logits);
  return {
    name: secondName ?? 'the other network',
    eyes: open(second, layers, []),
    unit: isClass && feature.label !== undefined ? classThere(second, feature) : undefined,
  };
}

/** The class of the same name; undefined where there is none. */
function classThere(second: Model, feature: RecipeFeature): number | undefined {
  try {
    return second.classIndex(featureName(feature));
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    return undefined;
  }
}

/**
 * Makes an audit to its end: `auditFiles` are its page and pictures.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError as `audit`
 * @example
 * const { findings } = await audited(model, { layer: 'block5c', unit: 12 }, [photo], { natural: photos });
 * for (const { title, verdict, sentence } of findings) console.log(`${title}: ${verdict}. ${sentence}`);
 */
export const audited = (
  model: Model,
  feature: RecipeFeature,
  photographs: readonly Image[],
  { onStep, ...options }: AuditOptions & { readonly onStep?: (step: AuditStep) => void } = {},
): Promise<Audit> => finished(audit(model, feature, photographs, options), onStep);
