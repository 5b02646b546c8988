import { FaccentError } from '../errors.js';
import { type Image, planesOf } from './image.js';
import { resizedPlane } from './stack.js';

/** Values this close to 0 and 1 are as far as their logits go, as in parameterizations. */
const EPSILON = 1e-6;

const logit = (x: number): number => {
  const inside = Math.min(1 - EPSILON, Math.max(EPSILON, x));
  return Math.log(inside / (1 - inside));
};

/**
 * A photograph with what has changed between two smaller pictures of it: a run on a small canvas, which is soon seen,
 * goes on on a large one from here by the option `start`, and what it has not moved is as sharp as it was. Changes
 * are differences of logits, as runs make them, brought to the photograph's size linearly.
 * @param before the photograph on the small canvas; its shape is the photograph's
 * @param after what became of it there
 * @returns of the photograph's size
 * @throws FaccentError where sizes, shapes or planes do not fit
 * @example
 * const small = await readPhotograph('photo.jpg', { size: 112 });
 * const preview = await accentuate(model, small, objective, { steps: 20 }); // soon seen
 * const large = await accentuate(model, photo, objective, { start: withChange(photo, small, preview.image) });
 */
export function withChange(photograph: Image, before: Image, after: Image): Image {
  const planes = planesOf(photograph);
  const [height, width] = photograph.size;
  const [rows, columns] = before.size;
  if (after.size.join() !== before.size.join())
    throw new FaccentError(
      `what changed is between pictures of one size, not ${before.size.join(' × ')} and ${after.size.join(' × ')}`,
    );
  if (planesOf(before) !== planes || planesOf(after) !== planes)
    throw new FaccentError(`the photograph has ${planes} planes, and so have the pictures of it`);
  // to the nearest pixel
  if (Math.abs(height * columns - width * rows) >= Math.max(height, width))
    throw new FaccentError(
      `the pictures of ${rows} × ${columns} are no smaller ones of ${height} × ${width}: their shapes differ`,
    );
  const [area, small] = [height * width, rows * columns];
  const data = new Float32Array(planes * area);
  for (let c = 0; c < planes; c++) {
    const moved = Float32Array.from(
      { length: small },
      (_, i) => logit(after.data[c * small + i]!) - logit(before.data[c * small + i]!),
    );
    resizedPlane(moved, before.size, photograph.size).forEach((change, i) => {
      const x = photograph.data[c * area + i]!;
      // what has not moved stays to the bit
      data[c * area + i] = change === 0 ? x : 1 / (1 + Math.exp(-logit(x) - change));
    });
  }
  return { size: photograph.size, data };
}
