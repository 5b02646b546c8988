import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { value } from '../platform/runtime.js';
import { type Attribution, type AttributionOptions, collapse } from './attribution.js';
import { type Baseline, baselineOf } from './baseline.js';
import { lookAt, wholeNumber } from './views.js';

/** Options of `integratedGradients`. */
export interface IntegratedGradientsOptions extends AttributionOptions {
  /** Where the path begins; `black` by default. */
  readonly baseline?: Baseline;
  /** Points on the path; 50 by default. */
  readonly steps?: number;
}

/** A map of integrated gradients, and what it should add up to. */
export interface IntegratedGradients extends Attribution {
  /** The objective on the image less that on the baseline: what the map's sum should be (the completeness axiom). */
  readonly difference: number;
}

/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017, "Axiomatic Attribution for Deep Networks", section 3): the
 * gradient averaged over the straight path from a baseline to the image by the midpoint rule, times the way gone,
 * summed over the three channels. The map's sum against `difference` says whether the steps are enough.
 * @returns (height, width) of the image, signed, in the objective's unit
 * @throws FaccentError for a layer or a unit that is not there, and a baseline of another size
 * @example const { map } = await integratedGradients(model, image, logit, { baseline: 'mean' })
 */
export async function integratedGradients(
  model: Model,
  image: Image,
  objective: Objective,
  { baseline = 'black', steps = 50, ...options }: IntegratedGradientsOptions = {},
): Promise<IntegratedGradients> {
  const from = baselineOf(baseline, image);
  wholeNumber('steps', steps);
  // the two ends are looked at as well, but weigh nothing
  const at = (point: number): number => (point < steps ? (point + 0.5) / steps : point - steps);
  const { values, gradient } = await lookAt(
    { model, image, objective },
    {
      count: steps + 2,
      weight: (point) => (point < steps ? 1 / steps : 0),
      shared: { baseline: value([1, 3, ...image.size], from.data) },
      own: { at: { dims: [1, 1, 1], fill: (own, point) => own.fill(at(point)) } },
      pictures: (x, { baseline: start, at: t }) => start!.add(x.sub(start!).mul(t!)),
    },
    options,
  );
  const product = gradient.map((g, i) => g * (image.data[i]! - from.data[i]!));
  return {
    name: 'integrated-gradients',
    map: collapse(product, 'sum'),
    size: image.size,
    signed: true,
    difference: values[steps + 1]! - values[steps]!,
  };
}
