import { FaccentError } from './errors.js';
import type { Size } from './image/image.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import { finished, optimize } from './step/optimize.js';
import { type RunOptions, type RunResult, type Step, checkedRun } from './step/run.js';

/** What a visualization can be told: what every run can. */
export type VisualizeOptions = RunOptions;

/** What a visualization ends with: as an accentuation, without a balance. */
export type Visualization = Omit<RunResult, 'balance'>;

/**
 * Feature visualization (Olah et al. 2017): gradient ascent on an objective under random augmentation, from noise. The
 * loop, the options and their defaults are those of `accentuation`, without a photograph and what holds to it.
 * @param size height and width of the canvas, in pixels
 * @throws FaccentError, GraphError before the first step, if the request cannot be met
 * @example for await (const { step, image } of visualization(model, objective, [224, 224], { snapshots: 10 })) show(image)
 */
export async function* visualization(
  model: Model,
  objective: Objective,
  size: Size,
  options: VisualizeOptions = {},
): AsyncGenerator<Step, Visualization, void> {
  if (!size.every((n) => Number.isInteger(n) && n > 0))
    throw new FaccentError(`a canvas is 1, 2, … pixels high and wide, not ${size.join(' × ')}`);
  return yield* optimize(checkedRun(model, size, objective, options, 'noise'));
}

/**
 * Runs a visualization to its end.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError as `visualization`
 * @example const { image } = await visualize(model, channel({ layer: 'mixed4c', unit: 12 }), [224, 224])
 */
export function visualize(
  model: Model,
  objective: Objective,
  size: Size,
  options: VisualizeOptions & { readonly onStep?: (step: Step) => void } = {},
): Promise<Visualization> {
  return finished(visualization(model, objective, size, options), options.onStep);
}
