import type { Expression } from 'onnx-grad';
import { required, usually } from '../declaration/option.js';
import { index, number, oneOf } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { FaccentError } from '../errors.js';
import { stage } from './stage.js';

/**
 * Adds `pixels` on every side of the images (Lucid's `pad`).
 * @param pixels whole, 0 or more
 * @param options `mode`: one `value` stands around the image, 0.5 by default, or with 'reflect' the image mirrored in its
 * outermost pixels
 * @throws FaccentError on impossible options, or when a graph is built for images too small to be mirrored so far
 * @example await visualize(model, objective, [224, 224], { transform: compose([pad(12), jitter(8)]) });
 */
export const pad = stage('pad', {
  about: "a border of grey, or the picture's mirror image",
  options: {
    pixels: required(index, 'width of the border on every side'),
    mode: usually(
      oneOf('constant', 'reflect'),
      'constant',
      'what stands around the image: one value, or the image mirrored in its outermost pixels',
    ),
    value: usually(number, 0.5, "the value of 'constant', in units of [0, 1]"),
  },
  from: (
    pixels: number,
    options: { readonly mode?: 'constant' | 'reflect'; readonly value?: number } = {},
  ) => ({ pixels, ...options }),
  short: inOrder(':PIXELS[:constant|reflect[:VALUE]]', ['pixels', 'mode', 'value'], 1),
  build: ({ pixels, mode, value }) => ({
    size: ([height, width]) => {
      if (mode === 'reflect' && pixels >= Math.min(height, width)) {
        throw new FaccentError(
          `${height} × ${width} pixels cannot be mirrored ${pixels} pixels far: pad by less than the shorter side, or with a constant`,
        );
      }
      return [height + 2 * pixels, width + 2 * pixels];
    },
    apply: () => (images) =>
      mode === 'reflect'
        ? mirrored(mirrored(images, 2, pixels), 3, pixels)
        : images.pad([0, 0, pixels, pixels], [0, 0, pixels, pixels], value),
  }),
});

/** An axis continued on both ends by its mirror image; the outermost pixels are not repeated. */
function mirrored(images: Expression, axis: number, pixels: number): Expression {
  const last = images.dims[axis]! - 1;
  const indices = Array.from({ length: last + 1 + 2 * pixels }, (_, i) => {
    const at = Math.abs(i - pixels);
    return at > last ? 2 * last - at : at;
  });
  return images.gather(axis, indices);
}
