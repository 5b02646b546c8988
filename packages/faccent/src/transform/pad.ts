import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { describe } from '../declaration/json.js';
import { type Stage, checkPixels } from './stage.js';

/** Options of `pad`. */
export interface PadOptions {
  /** What stands around the image: one value, or the image mirrored in its outermost pixels. 'constant' by default. */
  readonly mode?: 'constant' | 'reflect';
  /** The value of 'constant', in units of [0, 1]; 0.5 by default. */
  readonly value?: number;
}

/**
 * Adds `pixels` on every side of the images (Lucid's `pad`).
 * @param pixels whole, 0 or more
 * @throws FaccentError on impossible options, or when a graph is built for images too small to be mirrored so far
 * @example compose([pad(12), jitter(8)])
 */
export function pad(pixels: number, options: PadOptions = {}): Stage {
  const { mode = 'constant', value = 0.5 } = options;
  checkPixels('padding', pixels);
  if (mode !== 'constant' && mode !== 'reflect')
    throw new FaccentError(`padding is 'constant' or 'reflect', not '${String(mode)}'`);
  if (!Number.isFinite(value)) throw new FaccentError(`the value of the padding is ${value}; make it finite`);
  return {
    name: 'pad',
    description: describe('pad', { pixels, ...options }),
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
  };
}

/** An axis continued on both ends by its mirror image; the outermost pixels are not repeated. */
function mirrored(images: Expression, axis: number, pixels: number): Expression {
  const last = images.dims[axis]! - 1;
  const indices = Array.from({ length: last + 1 + 2 * pixels }, (_, i) => {
    const at = Math.abs(i - pixels);
    return at > last ? 2 * last - at : at;
  });
  return images.gather(axis, indices);
}
