import type { Expression } from 'onnx-grad';
import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { norm, raised } from './cosine.js';
import { type DimsOf, type ObjectiveInput, objective } from './objective.js';
import { item, layer, position, unit } from './options.js';
import { type Position, atPosition, positionInput } from './position.js';
import { type Unit, batchItem, directionOf, project } from './unit.js';

/** A cosine below this counts as this, so that a negative cosine and a negative product do not make a reward. */
const LEAST_COSINE = 0.1;

/**
 * Cosine, in [-1, 1], of the angle between the activations of a position and a direction: mean over views and
 * positions (docs/method.md, 5.2). Indifferent to how strong the activations are.
 * @throws FaccentError on options that cannot be; when the graph is built, if the layer has no such unit or position
 * @example
 * const [mean] = await meanActivations(model, [photo], 'block5c');
 * await accentuate(model, photos[0], direction({ layer: 'block5c', unit: mean })); // more like the first photograph
 */
export const direction = objective('direction', {
  about: 'cosine of the angle to a direction, mean over views and positions',
  options: { layer, unit, position, item },
  build: ({ layer, unit, position, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: (dims) => directionInputs({ layer, unit, position }, dims),
    value: (activations, inputs) => {
      const { cosine } = alignmentWith(batchItem(activations(layer), item), inputs.direction!);
      return meanAt(cosine, inputs.position);
    },
  }),
});

/**
 * `max(cosine, 0.1)^power · dot product` with a direction: mean over views and positions (docs/method.md, 5.2). Strong
 * activations count, as they do not in `direction`, and what points elsewhere counts less than in `channel`.
 * @throws FaccentError on options that cannot be; when the graph is built, if the layer has no such unit or position
 * @example
 * const [mean] = await meanActivations(model, [photo], 'block5c');
 * await accentuate(model, photos[0], cosim({ layer: 'block5c', unit: mean, power: 2 }));
 */
export const cosim = objective('cosim', {
  about: 'max(cosine, 0.1)^power · dot product with a direction, mean over views and positions',
  options: { layer, unit, power: usually(nonNegative, 1, 'power of the cosine'), position, item },
  build: ({ layer, unit, power, position, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: (dims) => directionInputs({ layer, unit, position }, dims),
    value: (activations, inputs) => {
      const { cosine, dot } = alignmentWith(batchItem(activations(layer), item), inputs.direction!);
      return meanAt(raised(cosine.maximum(LEAST_COSINE), power).mul(dot), inputs.position);
    },
  }),
});

function directionInputs(
  { layer, unit, position }: { layer: string; unit: Unit; position: Position | undefined },
  dimsOf: DimsOf,
): Record<string, ObjectiveInput> {
  const dims = dimsOf(layer);
  return {
    direction: directionOf(unit, dims[2]!, layer),
    ...(position && { position: positionInput(position, dims, layer) }),
  };
}

function alignmentWith(
  activations: Expression,
  towards: Expression,
): { dot: Expression; cosine: Expression } {
  const dot = project(activations, towards);
  return { dot, cosine: dot.div(norm(activations, [2]).mul(norm(towards))) };
}

const meanAt = (values: Expression, position: Expression | undefined): Expression =>
  (position ? atPosition(values, position) : values).mean();
