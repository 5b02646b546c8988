import { type Expression, pickChannel } from 'onnx-grad';
import { type Schema, index, numberOr, vector } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { ObjectiveInput } from './objective.js';

/** What a unit-like objective reads: one channel, or a direction in the space of channels. */
export type Unit = number | ArrayLike<number>;

export const unit: Schema<Unit> = numberOr(index, vector, "a channel's index or a list of numbers");

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

/** One item of the batch axis, or all of them. @throws FaccentError if the batch has no such item. */
export function batchItem(activations: Expression, item: number | undefined): Expression {
  if (item === undefined) return activations;
  const count = activations.dims[1]!;
  if (!(Number.isInteger(item) && item >= 0 && item < count)) {
    throw new FaccentError(`the batch has images 0 to ${count - 1}; there is no image ${item}`);
  }
  return activations.slice(1, item, item + 1);
}

/** @throws FaccentError naming the objective, where the batch holds one image only */
export function severalImages(activations: Expression, objective: string): number {
  const count = activations.dims[1]!;
  if (count < 2) throw new FaccentError(`${objective} compares the images of a batch, and there is only one`);
  return count;
}

/** Mean over everything but channels: (channels). */
export function channelMeans(activations: Expression): Expression {
  return activations.mean(activations.dims.flatMap((_, axis) => (axis === 2 ? [] : [axis])));
}

/**
 * Activations of a unit alone, (views, batch, 1, h, w) or (views, batch, 1), where they cost less than those of all
 * units and nothing is differentiated with respect to the layer itself; undefined elsewhere.
 */
export function onlyUnit(activations: Expression, unit: Unit, direction: Expression): Expression | undefined {
  const may = typeof unit === 'number' && activations.builder.pickable.has(activations.name);
  return may ? pickChannel(activations, 2, direction) : undefined;
}

/** Dot product with a direction (channels) in each view, image and position: (views, batch, h, w) or (views, batch). */
export function project(activations: Expression, direction: Expression): Expression {
  const positions = activations.dims.slice(3).map(() => 1);
  return activations.mul(direction.reshape([activations.dims[2]!, ...positions])).sum([2]);
}
