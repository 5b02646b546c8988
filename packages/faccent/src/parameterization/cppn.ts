import { type Expression, Tensor } from 'onnx-grad';
import { usually } from '../declaration/option.js';
import { count } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { normalNoise, parameterization } from './parameterization.js';
import { colour, colourOptions } from './rgb.js';

/** Ten times as much turns every pixel to one colour within a few steps. */
const LEARNING_RATE = 0.005;

/** Coordinates run to √3 either way, so that they have deviation 1. */
const REACH = Math.sqrt(3);

/** Divisors that bring an arc tangent of normal numbers, and its square, to deviation 1 (as in Lucid). */
const [ODD_SCALE, EVEN_SCALE] = [0.67, 0.6];

/**
 * A compositional pattern-producing network (Stanley 2007) as in Differentiable Image Parameterizations (Mordvintsev
 * et al. 2018) and Lucid's `cppn`: a small network from a pixel's coordinates to its colour, whose weights are the
 * parameters. Hidden units pass through arctan, and both that and its square go on to the next layer, so that shapes
 * may be odd or even. Pictures are smooth; they take smaller steps than others, so by default the learning rate is
 * 0.005 (Lucid's), and more of them. The longer side of the canvas has coordinates from −√3 to √3.
 *
 * Parameters, a weight and a bias each layer: (1, inputs, outputs), (1, 1, outputs). Random start: weights normal with
 * deviation 1/√inputs, those of the last layer and biases zero, so every run starts grey. No photograph can be the start.
 * `decorrelate` is off by default, as in Lucid. (docs/method.md, 3.6.)
 * @throws FaccentError on options that cannot be; when the start is a photograph
 * @example await visualize(model, objective, [224, 224], { parameterization: cppn(), steps: 500 });
 */
export const cppn = parameterization('cppn', {
  about: "a small network from a pixel's coordinates to its colour: smooth pictures, from noise only",
  options: {
    hidden: usually(count(1024), 24, 'units of each hidden layer'),
    layers: usually(count(64), 8, 'hidden layers'),
    ...colourOptions({ decorrelate: false, desaturation: 1 }),
  },
  short: inOrder('[:HIDDEN[:LAYERS]]', ['hidden', 'layers']),
  build: ({ hidden, layers, ...colours }) => {
    const { logits } = colour(colours);
    const widths = [2, ...Array.from({ length: layers }, () => 2 * hidden)];
    const weights = widths.map((inputs, i) => [1, inputs, i < layers ? hidden : 3]);
    const shapes = weights.flatMap(([, inputs, outputs]) => [
      [1, inputs!, outputs!],
      [1, 1, outputs!],
    ]);
    return {
      learningRate: LEARNING_RATE,
      shapes: () => ({ parameters: shapes, fixed: [] }),
      encode: () => {
        throw new FaccentError(
          'a coordinate network cannot stand for a photograph: start from noise (visualize), or choose another parameterization',
        );
      },
      decode: (parameters, size) => {
        const layer = (x: Expression, i: number): Expression =>
          x.matmul(parameters[2 * i]!).add(parameters[2 * i + 1]!);
        let x = coordinates(parameters[0]!, size);
        for (let i = 0; i < layers; i++) x = activate(layer(x, i));
        const planes = layer(x, layers);
        return logits(planes.matrixTranspose().reshape([planes.dims[0]!, 3, ...size])).sigmoid();
      },
      randomStart: (random) => ({
        parameters: shapes.map((shape, i) => {
          const isZero = i % 2 === 1 || i === 2 * layers;
          return normalNoise(random, shape, isZero ? 0 : 1 / Math.sqrt(shape[1]!));
        }),
        fixed: [],
      }),
    };
  },
});

/** Row and column of each pixel's centre (h · w, 2), from −√3 to √3 along the longer side. */
function coordinates(like: Expression, [height, width]: Size): Expression {
  const longest = Math.max(height, width);
  const at = (i: number, length: number): number => ((2 * i + 1 - length) / longest) * REACH;
  const values = Array.from({ length: height * width }, (_, i) => [
    at(Math.floor(i / width), height),
    at(i % width, width),
  ]);
  return like.builder.constant(Tensor.of(like.type, [height * width, 2], values.flat()));
}

/** Odd and even halves of what a layer passes on. */
function activate(x: Expression): Expression {
  const bent = x.atan();
  return x.builder.concat([bent.mul(1 / ODD_SCALE), bent.square().mul(1 / EVEN_SCALE)], 2);
}
