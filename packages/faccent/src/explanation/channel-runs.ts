import type { Accentuation } from '../accentuate.js';
import { activations } from '../inspect/index.js';
import { recipe } from '../recipe/make.js';
import type { Recipe, RunRequest } from '../recipe/recipe.js';
import { box } from '../transform/box.js';
import { type ActivationMap, type Carrier, whereOf } from './channels.js';
import { type ExplanationPlace, type ExplanationStep, type Subject, ran } from './run.js';

/** A channel that carried an accentuation, shown by itself. */
export interface ExplainedChannel {
  /** `LAYER:UNIT` */
  readonly feature: string;
  readonly unit: number;
  /** The photograph, accentuated for the channel in few steps. */
  readonly recipe: Recipe;
  readonly result: Accentuation;
  /** Where the channel fires on the photograph; none where the layer's positions are no grid. */
  readonly where?: ActivationMap;
}

/**
 * Few steps of few views, so that twelve channels cost less than one of the three large accentuations; longer steps make
 * up for it, in pictures that are looked at small.
 */
const [STEPS, VIEWS, LEARNING_RATE] = [16, 4, 0.15];

/** What is run for a channel, which costs no more than what is run for a part. */
function channelRequest(
  { model, photograph, options }: Subject,
  layer: string,
  unit: number,
): Promise<RunRequest> {
  const { steps, transform, regularize, strength, randomSeed, device, threads } = options;
  return recipe({
    ...{ model, photograph, objective: { layer, unit } },
    options: {
      ...{ regularize, strength, randomSeed, device, threads },
      steps: Math.min(steps, STEPS),
      transform: box({ views: Math.min(transform?.views ?? VIEWS, VIEWS) }),
      learningRate: LEARNING_RATE,
    },
  });
}

/**
 * Channels that carried a part, each accentuated by itself, and only once where several parts name it.
 * @param onChannel is told of each before it begins
 */
export async function* explainedChannels(
  subject: Subject,
  named: readonly Carrier[],
  onChannel: (feature: string, place: ExplanationPlace) => void,
): AsyncGenerator<ExplanationStep, ExplainedChannel[], void> {
  const { told, model, photograph, running } = subject;
  if (!told) return [];
  const { layer } = told;
  const firing = await activations(model, photograph, layer, running);
  const carriers = [...new Map(named.map((carrier) => [carrier.unit, carrier] as const)).values()];
  const channels: ExplainedChannel[] = [];
  for (const [i, { feature, unit }] of carriers.entries()) {
    const request = await channelRequest(subject, layer, unit);
    const steps = Number(request.settings.steps);
    onChannel(feature, { at: i + 1, of: carriers.length, steps });
    const { recipe: made, result } = yield* ran(subject, request, 'channel', {
      resume: await subject.resume?.('channel', unit),
    });
    channels.push({ feature, unit, recipe: made, result, where: whereOf(model, layer, firing, unit) });
  }
  return channels;
}
