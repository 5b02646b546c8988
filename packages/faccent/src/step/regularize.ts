import type { Expression } from 'onnx-grad';
import type { Plan } from './plan.js';

type Layer = (name: string) => Expression;

/**
 * D: how far the views of the image are from the same views of its seed, summed over the regularizers
 * (docs/method.md, 6.1).
 */
export const distanceFromSeed = ({ regularizers = [] }: Plan, image: Layer, seed: Layer): Expression =>
  regularizers.map((regularizer) => regularizer.value(image, seed)).reduce((x, y) => x.add(y));

/** Where the whole ascends: activation − αβ · D, as a gradient in the image. The weight αβ is an input of the graph. */
export const ascentDirection = (
  ofActivation: Expression,
  ofDistance: Expression | undefined,
  weight: () => Expression,
): Expression => (ofDistance ? ofActivation.sub(ofDistance.mul(weight())) : ofActivation);
