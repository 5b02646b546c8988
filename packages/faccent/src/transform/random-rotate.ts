import type { Expression } from 'onnx-grad';
import { required } from '../declaration/option.js';
import { vector } from '../declaration/schema.js';
import { range } from './sampling.js';
import { chosen, chosenFrom, perView, stage } from './stage.js';
import type { ViewShape } from './transform.js';

/**
 * Rotates each view about its middle by an angle that is chosen at random from `degrees`; the size stays, and what
 * comes in from outside is black (Lucent's `random_rotate`). Bilinear interpolation.
 * @param degrees finite angles, anticlockwise, each as likely as the others
 * @throws FaccentError if there are none, or one is not finite
 * @example await visualize(model, objective, [224, 224], { transform: compose([randomRotate([-10, -5, 0, 5, 10])]) });
 */
export const randomRotate = stage('randomRotate', {
  about: 'turned about the middle',
  options: { degrees: required(vector, 'angles in degrees, anticlockwise, each as likely as the others') },
  from: (degrees: ArrayLike<number>) => ({ degrees }),
  short: chosenFrom('DEGREES', 'degrees'),
  formerly: ['rotate'],
  build: ({ degrees }) => ({
    size: (from) => from,
    random: {
      inputs: (views) => ({ degrees: perView(views) }),
      draw: (random, views) => ({ degrees: chosen(random, views, degrees) }),
    },
    apply: ({ degrees: angle }, shape) => {
      const grid = rotatedGrid(angle!.mul(Math.PI / 180), shape);
      return (images) =>
        images.builder.apply(
          'GridSample',
          [images.expand([angle!.dims[0]!, ...images.dims.slice(1)]), grid],
          { mode: 'bilinear', padding_mode: 'zeros', align_corners: 0 },
        );
    },
  }),
});

/** Where each pixel of the rotated views comes from (n, h, w, 2), as GridSample counts: x, y, the edges at −1 and 1. */
function rotatedGrid(radians: Expression, { canvas: [height, width] }: ViewShape): Expression {
  const n = radians.dims[0]!;
  const angle = radians.reshape([n, 1, 1]);
  const [cosine, sine] = [angle.cos(), angle.sin()];
  const y = range(radians, [1, height, 1]).sub((height - 1) / 2);
  const x = range(radians, [1, 1, width]).sub((width - 1) / 2);
  const unit = (pixels: Expression, length: number): Expression => pixels.mul(2 / length).unsqueeze(3);
  return radians.builder.concat(
    [unit(x.mul(cosine).sub(y.mul(sine)), width), unit(x.mul(sine).add(y.mul(cosine)), height)],
    3,
  );
}
