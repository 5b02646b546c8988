import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { norm, raised } from './cosine.js';
import { type DimsOf, type Objective, type ObjectiveInput, describe } from './objective.js';
import { type Position, atPosition, positionInput } from './position.js';
import { type Unit, batchItem, directionOf, project } from './unit.js';

/** Options of `direction`. */
export interface DirectionOptions {
  readonly layer: string;
  /** A direction in the space of channels (one number a channel), or a channel's index for its own axis. */
  readonly unit: Unit;
  /** Row and column in the layer; all positions by default. */
  readonly position?: Position;
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/** Options of `cosim`. */
export interface CosimOptions extends DirectionOptions {
  /** Power of the cosine, 0 or more; 1 by default. */
  readonly power?: number;
}

/** A cosine below this counts as this, so that a negative cosine and a negative product do not make a reward. */
const LEAST_COSINE = 0.1;

/**
 * Cosine, in [-1, 1], of the angle between the activations of a position and a direction: mean over views and
 * positions. Indifferent to how strong the activations are.
 * @example direction({ layer: 'mixed4c', unit: weightsOfAProbe })
 */
export function direction({ layer, unit, position, item }: DirectionOptions): Objective {
  return {
    name: 'direction',
    layers: [layer],
    meanOverViews: true,
    description: describe('direction', { layer, unit, position, item }),
    inputs: (dims) => directionInputs({ layer, unit, position }, dims),
    value: (activations, inputs) => {
      const { cosine } = alignmentWith(batchItem(activations(layer), item), inputs.direction!);
      return meanAt(cosine, inputs.position);
    },
  };
}

/**
 * `max(cosine, 0.1)^power · dot product` with a direction: mean over views and positions. Strong activations count,
 * as they do not in `direction`, and what points elsewhere counts less than in `channel`.
 * @throws FaccentError if the power is negative
 * @example cosim({ layer: 'mixed4c', unit: weightsOfAProbe, power: 2 })
 */
export function cosim({ layer, unit, power = 1, position, item }: CosimOptions): Objective {
  if (!(power >= 0 && Number.isFinite(power)))
    throw new FaccentError(`the cosine's power must be 0 or more; it is ${power}`);
  return {
    name: 'cosim',
    layers: [layer],
    meanOverViews: true,
    description: describe('cosim', { layer, unit, power, position, item }),
    inputs: (dims) => directionInputs({ layer, unit, position }, dims),
    value: (activations, inputs) => {
      const { cosine, dot } = alignmentWith(batchItem(activations(layer), item), inputs.direction!);
      return meanAt(raised(cosine.max(LEAST_COSINE), power).mul(dot), inputs.position);
    },
  };
}

function directionInputs(
  { layer, unit, position }: DirectionOptions,
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
