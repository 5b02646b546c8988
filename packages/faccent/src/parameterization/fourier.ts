import { type Expression, Tensor } from 'onnx-grad';
import { correlate, decorrelate, logit } from '../colour.js';
import type { Size } from '../image.js';
import type { Parameterization } from './parameterization.js';
import { forwardTransform, halfWidth, inverseTransform, spatialFrequencies } from './spectrum.js';

/** The gain between spectrum and logits, as in Lucid (`optvis/param/spatial.py`). */
const GAIN = 5;
const RANDOM_DEVIATION = 0.01;

export interface FourierOptions {
  /** Exponent of the amplitudes' fall with frequency; 1 by default, as in natural images. */
  readonly decay?: number;
}

/**
 * The default: x = σ( irfft2(z · s, ortho) / 5 · C ) with amplitudes s = 1 / max(f, 1 / max(h, w))^decay, so that a
 * step moves low frequencies further than high ones. Parameters z: the half spectrum (1, 3, 2, h, w/2 + 1), real and
 * imaginary parts on axis 2. Any height and width, odd ones included. (METHOD.md, section 2.)
 */
export function fourier({ decay = 1 }: FourierOptions = {}): Parameterization {
  const amplitudes = (like: Expression, size: Size, exponent: number): Expression => {
    const floor = 1 / Math.max(...size);
    const values = spatialFrequencies(size).map((f) => Math.max(f, floor) ** -exponent);
    return like.builder.constant(Tensor.of(like.type, [size[0], halfWidth(size[1])], values));
  };
  const ortho = ([height, width]: Size): number => 1 / Math.sqrt(height * width);
  const shapes = ([height, width]: Size): number[][] => [[1, 3, 2, height, halfWidth(width)]];
  return {
    name: 'fourier',
    shapes,
    encode: (image) => {
      const size = image.dims.slice(2) as unknown as Size;
      const spectrum = forwardTransform(decorrelate(logit(image)), GAIN * ortho(size));
      return [spectrum.mul(amplitudes(image, size, -decay))];
    },
    decode: ([z], size) => {
      const spectrum = z!.mul(amplitudes(z!, size, decay));
      return correlate(inverseTransform(spectrum, size, ortho(size) / GAIN)).sigmoid();
    },
    randomStart: (random, size) => {
      const length = shapes(size)[0]!.reduce((a, b) => a * b);
      return [Float32Array.from({ length }, () => random.normal(RANDOM_DEVIATION))];
    },
  };
}
