import { FaccentError } from '../errors.js';
import { describe } from '../declaration/json.js';
import { type BoxOptions, box } from './box.js';
import type { Transform } from './transform.js';

/** Options of `zoomBox`. */
export interface ZoomBoxOptions extends Omit<BoxOptions, 'fraction'> {
  /** The smallest side of a crop at the first and at the last step, as a fraction of the canvas; [0.7, 0.05] by default. */
  readonly least?: readonly [number, number];
  /** The largest side at every step; 0.99 by default. */
  readonly most?: number;
}

/**
 * `box` with a zoom schedule (METHOD.md, section 3): the lower bound of the side moves linearly over the run, so that
 * the whole is settled before the details.
 * @throws FaccentError on options out of their ranges
 * @example zoomBox({ least: [0.7, 0.05] })
 */
export function zoomBox(options: ZoomBoxOptions = {}): Transform {
  const { least = [0.7, 0.05], most = 0.99, ...rest } = options;
  if (!least.every((side) => side > 0 && side <= most) || !(most <= 1)) {
    throw new FaccentError(
      `zoom sides must satisfy 0 < least ≤ most ≤ 1 at the first and the last step, not least ${least.join(', ')} and most ${most}`,
    );
  }
  const boxes = (from: number): Transform => box({ ...rest, fraction: [from, most] });
  const [first, last] = least;
  return {
    ...boxes(last),
    name: 'zoomBox',
    description: describe('zoomBox', options),
    draw: (random, shape, progress) => {
      const done = progress.step / Math.max(1, progress.steps - 1);
      // no sum of roundings may pass the bound that both ends keep to
      return boxes(Math.min(first + (last - first) * done, most)).draw(random, shape, progress);
    },
  };
}
