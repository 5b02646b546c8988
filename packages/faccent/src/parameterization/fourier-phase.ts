import type { Expression } from 'onnx-grad';
import { usually } from '../declaration/option.js';
import { flag, number } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { logit } from '../image/colour.js';
import type { Size } from '../image/image.js';
import { centreBox } from '../transform/centre-box.js';
import { parameterization } from './parameterization.js';
import { colour, colourOptions, standardized } from './rgb.js';
import { forwardTransform, halfWidth, inverseTransform, spatialFrequencies } from './spectrum.js';

/** Where the magnitude gate starts: σ(5) = 0.993 of the photograph's own magnitude. */
const GATE_START = 5;

/** Noise becomes a picture about its middle (docs/method.md, 4.2). */
const NOISE_VIEWS = { fraction: [0.05, 0.5], deviation: 0.1 } as const;

/**
 * Magnitude constrained (MACO, Fel et al. 2023): x = σ( irfft2(m · σ(a) · e^{iφ}) · C ), where the magnitude m stays
 * what it was at the start, so that what a picture gains is structure and not contrast. (docs/method.md, 3.3.)
 *
 * From a photograph: m is its own magnitude, and the parameters are the phase φ and a gate a on the magnitude, which
 * starts at 5 (so the start has 0.993 of the photograph's contrast). From noise: φ uniform in [−π, π], no gate, and
 * the image is standardized over (c, h, w) between the colour step and σ; views are boxes about the middle, of 0.05 to
 * 0.5 of the canvas, unless a run is told otherwise.
 *
 * The noise's magnitude is a model and not a measurement: 1 / max(f, 1 / max(h, w))^decay for each decorrelated
 * channel, with a deviation of 1 a channel. The colours are decorrelated by the square root of ImageNet's colour
 * covariance, which gives the channels equal power, and amplitudes of natural images fall as 1 / f. (The photographs that
 * come with faccent are three, and monochrome: they have no colour statistics to measure.)
 *
 * Tensors: φ, a and m are (1, 3, h, w/2 + 1). Any height and width.
 * @throws FaccentError on options that cannot be
 * @example await visualize(model, objective, [224, 224], { parameterization: fourierPhase(), transform: centreBox() });
 */
export const fourierPhase = parameterization('fourierPhase', {
  about: "phases alone, under a magnitude that stays: a photograph's own, or that of natural images (MACO)",
  options: {
    decay: usually(number, 1, "exponent of the fall of the noise's magnitude with frequency"),
    ...colourOptions({ decorrelate: true, desaturation: 1 }),
    standardize: usually(
      flag,
      true,
      'whether images that start from noise have mean 0 and deviation 1 before σ; nothing to photographs',
    ),
  },
  short: inOrder('[:DECAY]', ['decay']),
  formerly: ['fourier-phase'],
  build: ({ decay, standardize, ...colours }) => {
    const { logits, planes } = colour({ ...colours, standardize: false });
    const shape = ([height, width]: Size): number[] => [1, 3, height, halfWidth(width)];
    return {
      noiseTransform: (views) => centreBox({ ...NOISE_VIEWS, ...views }),
      shapes: (size, start) => ({
        parameters: start === 'photograph' ? [shape(size), shape(size)] : [shape(size)],
        fixed: [shape(size)],
      }),
      encode: (image, fixed) => {
        const { magnitude, phase } = polar(forwardTransform(planes(image), 1));
        if (!fixed) return { parameters: [phase, gateAtStart(phase)], fixed: [magnitude] };
        return { parameters: [phase, gateTowards(magnitude, fixed[0]!)], fixed };
      },
      decode: ([phase, gate], size, [magnitude]) => {
        const gated = gate ? magnitude!.mul(gate.sigmoid()) : magnitude!;
        const x = logits(inverseTransform(cartesian(gated, phase!), size, 1 / (size[0] * size[1])));
        return (gate === undefined && standardize ? standardized(x) : x).sigmoid();
      },
      randomStart: (random, size) => {
        const length = shape(size).reduce((a, b) => a * b);
        const phase = Float32Array.from({ length }, () => random.uniform(-Math.PI, Math.PI));
        const magnitude = naturalMagnitude(size, decay, colours.desaturation);
        return {
          parameters: [phase],
          fixed: [Float32Array.from({ length }, (_, i) => magnitude[i % magnitude.length]!)],
        };
      },
    };
  },
});

/** Magnitude of one channel, falling as f^-decay, of which random phases make an image of this deviation. */
function naturalMagnitude(size: Size, decay: number, deviation: number): Float64Array {
  const [height, width] = size;
  const floor = 1 / Math.max(...size);
  const magnitude = spatialFrequencies(size).map((f) => Math.max(f, floor) ** -decay);
  const half = halfWidth(width);
  // Parseval; a column that is not its own mirror image stands for two
  const power = magnitude.reduce((sum, m, i) => {
    const column = i % half;
    return sum + m ** 2 * (column === 0 || 2 * column === width ? 1 : 2);
  }, 0);
  const scale = (deviation * height * width) / Math.sqrt(power);
  return magnitude.map((m) => m * scale);
}

const gateAtStart = (like: Expression): Expression =>
  like.builder.scalar(GATE_START, like.type).expand(like.dims);

/** The gate through which a fixed magnitude comes closest to another. */
const gateTowards = (target: Expression, fixed: Expression): Expression =>
  logit(target.div(fixed.maximum(TINY)));

/** Magnitude and phase (n, c, h, w) of a spectrum (n, c, 2, h, w). */
function polar(spectrum: Expression): { magnitude: Expression; phase: Expression } {
  const [n, c, , height, width] = spectrum.dims as [number, number, number, number, number];
  const part = (i: number): Expression => spectrum.slice(2, i, i + 1).reshape([n, c, height, width]);
  const [real, imaginary] = [part(0), part(1)];
  const magnitude = real.square().add(imaginary.square()).sqrt();
  return { magnitude, phase: angle(real, imaginary, magnitude) };
}

/** The angle of complex numbers, in [−π, π]. */
function angle(real: Expression, imaginary: Expression, magnitude: Expression): Expression {
  // half of the angle in the first quadrant: no pole, no cancellation
  const acute = imaginary.abs().div(magnitude.add(real.abs()).maximum(TINY)).atan().mul(2);
  const upper = real.less(0).where(acute.neg().add(Math.PI), acute);
  return imaginary.less(0).where(upper.neg(), upper);
}

/** In place of a zero divisor under a zero. */
const TINY = 1e-30;

/** The spectrum (n, c, 2, h, w) of a magnitude and a phase. */
function cartesian(magnitude: Expression, phase: Expression): Expression {
  const part = (wave: Expression): Expression => magnitude.mul(wave).unsqueeze(2);
  return magnitude.builder.concat([part(phase.cos()), part(phase.sin())], 2);
}
