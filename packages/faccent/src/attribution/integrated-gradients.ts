import { type Given, usually } from '../declaration/option.js';
import { count } from '../declaration/schema.js';
import { imageValue } from '../image/image.js';
import { type Attribution, type AttributionOptions, collapse } from './attribution.js';
import { baselineOf, baselineOption } from './baseline.js';
import { type Made, attributionMethod } from './method.js';
import { lookAt } from './views.js';

const options = {
  baseline: baselineOption('black', 'where the path begins'),
  steps: usually(count(), 50, 'points on the path'),
};

/** Options of `integratedGradients`. */
export type IntegratedGradientsOptions = Given<typeof options> & AttributionOptions;

/** A map of integrated gradients, and what it should add up to. */
export interface IntegratedGradients extends Attribution {
  /** The objective on the image less that on the baseline: what the map's sum should be (the completeness axiom). */
  readonly difference: number;
}

/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017, "Axiomatic Attribution for Deep Networks", section 3): the
 * gradient averaged over the straight path from a baseline to the image by the midpoint rule, times the way gone,
 * summed over the three channels. The map's sum against `difference` says whether the steps are enough
 * (docs/method.md, 10.2).
 * @returns (height, width) of the image, signed, in the objective's unit
 * @throws FaccentError for a layer or a unit that is not there, and a baseline of another size
 * @example
 * const cat = channel({ layer: model.logits, unit: 281 });
 * const { map } = await integratedGradients(model, photo, cat, { baseline: 'mean', steps: 8 });
 */
export const integratedGradients = attributionMethod('integratedGradients', {
  about: 'mean gradient from a baseline to the image × the way gone',
  source: 'Sundararajan et al. 2017',
  formerly: ['integrated-gradients'],
  options,
  grid: 'image',
  signed: true,
  map: async (subject, { baseline, steps }, running): Promise<Made<IntegratedGradients>> => {
    const { image } = subject;
    const from = baselineOf(baseline, image);
    // the two ends are looked at as well, but weigh nothing
    const at = (point: number): number => (point < steps ? (point + 0.5) / steps : point - steps);
    const { values, gradient } = await lookAt(
      subject,
      {
        count: steps + 2,
        weight: (point) => (point < steps ? 1 / steps : 0),
        shared: { baseline: imageValue(from) },
        own: { at: { dims: [1, 1, 1], fill: (own, point) => own.fill(at(point)) } },
        pictures: (x, { baseline: start, at: t }) => start!.add(x.sub(start!).mul(t!)),
      },
      running,
    );
    const product = gradient.map((g, i) => g * (image.data[i]! - from.data[i]!));
    return {
      map: collapse(product, 'sum', image.size),
      size: image.size,
      difference: values[steps + 1]! - values[steps]!,
    };
  },
});
