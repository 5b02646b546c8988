import type { Expression } from 'onnx-grad';
import { correlate, decorrelate, logit } from '../image/colour.js';
import { FaccentError } from '../errors.js';
import { type Complete, usually } from '../declaration/option.js';
import { flag, positive } from '../declaration/schema.js';

/** How the three planes that a parameterization makes become RGB in [0, 1] (docs/method.md, 3.7), with its defaults. */
export const colourOptions = (usual: { readonly decorrelate: boolean; readonly desaturation: number }) => ({
  decorrelate: usually(
    flag,
    usual.decorrelate,
    'whether the planes are decorrelated colours, as in natural images, rather than RGB logits',
  ),
  desaturation: usually(
    positive,
    usual.desaturation,
    'what the planes are divided by: the larger, the less a step changes; nothing to standardized images',
  ),
  standardize: usually(
    flag,
    false,
    'whether each image has mean 0 and deviation 1 before colours are made; only noise can be the start then',
  ),
});

/** What `colour` is told. */
export type ColourOptions = Complete<ReturnType<typeof colourOptions>>;

/** Put to the deviation that an image is divided by. */
const STANDARDIZE_EPSILON = 1e-4;

/** Each of the images (n, c, h, w) with mean 0 and deviation 1 over (c, h, w). */
export function standardized(x: Expression): Expression {
  const axes = [1, 2, 3];
  const count = axes.reduce((n, axis) => n * x.dims[axis]!, 1);
  const centred = x.sub(x.mean(axes, true));
  const variance = centred
    .square()
    .sum(axes, true)
    .mul(1 / (count - 1));
  return centred.div(variance.sqrt().add(STANDARDIZE_EPSILON));
}

/** Both directions between planes (n, 3, h, w) and images. */
export interface Colour {
  /** Planes → logits of RGB. */
  readonly logits: (planes: Expression) => Expression;
  /** RGB in [0, 1] → planes. */
  readonly planes: (image: Expression) => Expression;
}

/** The colour step: logits = planes / desaturation · C. */
export function colour({ decorrelate: decorrelated, desaturation, standardize }: ColourOptions): Colour {
  return {
    logits: (planes) => {
      const [even, gain] = standardize ? [standardized(planes), 1] : [planes, 1 / desaturation];
      return decorrelated ? correlate(even, gain) : even.mul(gain);
    },
    planes: (image) => {
      if (standardize) {
        throw new FaccentError(
          'a standardized image has a contrast of its own and cannot start from a photograph: leave `standardize` out',
        );
      }
      const logits = logit(image);
      return decorrelated ? decorrelate(logits, desaturation) : logits.mul(desaturation);
    },
  };
}
