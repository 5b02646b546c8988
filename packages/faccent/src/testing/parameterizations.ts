import { type Builder, type Expression, gradient } from 'onnx-grad';
import type { Size } from '../image/image.js';
import { Random } from '../math/random.js';
import type { Parameterization } from '../parameterization/parameterization.js';
import { noise } from './golden.js';

export type Arrays = Record<string, { shape: readonly number[]; data: ArrayLike<number> }>;
type Inputs = Record<string, Expression>;

export const sizeOf = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

/** Arrays under the names that a run's graphs have for them. */
export const named = (kind: 'parameter' | 'fixed', arrays: readonly Arrays[string][]): Arrays =>
  Object.fromEntries(arrays.map((a, i) => [`${kind}${i}`, a]));

const inputsOf = (kind: 'parameter' | 'fixed', inputs: Inputs): Expression[] =>
  Object.entries(inputs).flatMap(([name, e]) => (name.startsWith(kind) ? [e] : []));

export const decoded = (p: Parameterization, size: Size, inputs: Inputs): Expression =>
  p.decode(inputsOf('parameter', inputs), size, inputsOf('fixed', inputs));

/** Gradients of Σ weight · image with respect to each parameter, as `gradient0`, … */
export function gradients(b: Builder, p: Parameterization, size: Size, inputs: Inputs): Inputs {
  const loss = decoded(p, size, inputs).mul(inputs.weight!).sum();
  const all = gradient(b, loss, inputsOf('parameter', inputs));
  return Object.fromEntries(all.map((g, i) => [`gradient${i}`, g]));
}

/** The tensors of a random start. */
export function start(p: Parameterization, size: Size): Arrays {
  const shapes = p.shapes(size, 'noise');
  const { parameters, fixed } = p.randomStart(new Random(3), size);
  return {
    ...named(
      'parameter',
      parameters.map((data, i) => ({ shape: shapes.parameters[i]!, data })),
    ),
    ...named(
      'fixed',
      fixed.map((data, i) => ({ shape: shapes.fixed[i]!, data })),
    ),
  };
}

/** Images with values in (0, 1). */
export const photograph = (size: Size, images = 1): Arrays[string] => ({
  shape: [images, 3, ...size],
  data: noise(images * 3 * size[0] * size[1]).map((v) => 1 / (1 + Math.exp(-v))),
});
