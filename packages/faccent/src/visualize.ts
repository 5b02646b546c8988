import { type Accentuation, ascend } from './accentuate.js';
import type { Size } from './image/image.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import type { RunOptions } from './options.js';
import type { Step } from './step/records.js';
import { finished } from './step/finished.js';
import { outlasting } from './step/outlasting.js';
import { runFromNoise } from './step/run.js';

/** What a visualization can be told: what every run can, but for what holds a picture to its photograph. */
export type VisualizeOptions = Omit<RunOptions, 'regularize' | 'strength' | 'balance' | 'ball' | 'mask'>;

/** What a visualization ends with: as an accentuation, without a balance. */
export type Visualization = Omit<Accentuation, 'balance'>;

/**
 * Feature visualization (Olah et al. 2017): gradient ascent on an objective under random augmentation, from noise. The
 * loop, the options and their defaults are those of `accentuation`, without a photograph and what holds to it.
 * @param size height and width of the canvas, in pixels
 * @throws FaccentError, GraphError before the first step, if the request cannot be met
 * @example
 * for await (const { step, image } of visualization(model, objective, [224, 224], { snapshots: 10 }))
 *   if (image) await savePicture(`noise-${step}.png`, image);
 */
export async function* visualization(
  model: Model,
  objective: Objective,
  size: Size,
  options: VisualizeOptions = {},
): AsyncGenerator<Step, Visualization, void> {
  const plan = (instead: RunOptions) => runFromNoise(model, size, objective, { ...options, ...instead });
  return yield* outlasting(plan, ascend);
}

/**
 * Runs a visualization to its end.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError as `visualization`
 * @example
 * const { image } = await visualize(model, channel({ layer: 'block5c', unit: 12 }), [224, 224]);
 * await savePicture('visualized.png', image);
 */
export const visualize = (
  model: Model,
  objective: Objective,
  size: Size,
  { onStep, ...options }: VisualizeOptions & { readonly onStep?: (step: Step) => void } = {},
): Promise<Visualization> => finished(visualization(model, objective, size, options), onStep);
