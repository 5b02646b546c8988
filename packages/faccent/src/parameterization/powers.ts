import type { Expression } from 'onnx-grad';
import type { Size } from '../image/image.js';
import { halfWidth, spatialFrequencies } from './spectrum.js';
import { table } from './table.js';

/** The scale of a transform that keeps lengths. */
export const ortho = ([height, width]: Size): number => 1 / Math.sqrt(height * width);

/** max(f, 1 / max(h, w))^exponent for each coefficient of the half spectrum (h, w/2 + 1), f in cycles per pixel. */
export function powersOfFrequency(like: Expression, size: Size, exponent: number, factor = 1): Expression {
  const floor = 1 / Math.max(...size);
  return table(like, `powers:${size.join()}:${exponent}:${factor}`, [size[0], halfWidth(size[1])], () =>
    spatialFrequencies(size).map((f) => factor * Math.max(f, floor) ** exponent),
  );
}
