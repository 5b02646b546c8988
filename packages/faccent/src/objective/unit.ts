import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { ObjectiveInput } from './objective.js';

/** What a unit-like objective reads: one channel, or a direction in the space of channels. */
export type Unit = number | ArrayLike<number>;

/** A direction over `channels`: the unit's own axis, or the vector itself. @throws FaccentError if it does not fit. */
export function directionOf(unit: Unit, channels: number, layer: string): ObjectiveInput {
  const values = new Float32Array(channels);
  if (typeof unit === 'number') {
    if (!(Number.isInteger(unit) && unit >= 0 && unit < channels)) {
      throw new FaccentError(`"${layer}" has units 0 to ${channels - 1}; there is no unit ${unit}`);
    }
    values[unit] = 1;
  } else {
    if (unit.length !== channels) {
      throw new FaccentError(
        `"${layer}" has ${channels} channels, so a direction has as many numbers, not ${unit.length}`,
      );
    }
    values.set(Array.from(unit));
  }
  return { dims: [channels], values };
}

/** One item of the batch axis, or all of them. */
export function batchItem(activations: Expression, item: number | undefined): Expression {
  return item === undefined ? activations : activations.slice(1, item, item + 1);
}
