import { type Expression, sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { norm, raised, wholePower } from './cosine.js';
import { type Objective, type ObjectiveInput, describe } from './objective.js';
import { type PositionBox, boxInput, planeOf } from './position.js';
import { batchItem } from './unit.js';

/** Options of `spatial`. */
export interface SpatialOptions {
  readonly layer: string;
  /** A direction for every position: channels × height × width numbers of the layer's shape, row-major. */
  readonly target: ArrayLike<number>;
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/** Options of `spatialCosine`. */
export interface SpatialCosineOptions extends SpatialOptions {
  /** Power of the cosine, a whole number; 1 by default. */
  readonly power?: number;
  /** The part of the layer that counts; all of it by default. */
  readonly crop?: PositionBox;
  /** Look only at activations where the target is not zero; false by default. */
  readonly masked?: boolean;
}

/**
 * Dot product with a direction of its own at every position: mean over views and positions. Activations of another
 * photograph as the target ask for what that photograph shows, where it shows it.
 * @example spatial({ layer: 'mixed4c', target: (await activations(model, photo, 'mixed4c')).data })
 */
export function spatial({ layer, target, item }: SpatialOptions): Objective {
  return {
    name: 'spatial',
    layers: [layer],
    meanOverViews: true,
    description: describe('spatial', { layer, target, item }),
    inputs: (dims) => ({ target: targetInput(target, dims(layer), layer) }),
    value: (activations, inputs) =>
      batchItem(activations(layer), item).mean([0, 1]).mul(inputs.target!).sum([0]).mean(),
  };
}

/**
 * Dot product with a target map times a power of the cosine, both over all channels and positions: mean over views.
 *
 * As in the authors' library, a view's dot product is divided by the norm of every view in turn, not by its own alone:
 * `mean(dot^(power + 1)) · mean(norm^-power) / norm(target)^power`, the means over views.
 * @throws FaccentError if the power is not 0, 1, 2, …
 * @example spatialCosine({ layer: 'mixed4c', target, power: 2, crop: { y: 0, x: 0, height: 7, width: 7 } })
 */
export function spatialCosine({
  layer,
  target,
  power = 1,
  crop,
  masked = false,
  item,
}: SpatialCosineOptions): Objective {
  wholePower(power);
  return {
    name: 'spatialCosine',
    layers: [layer],
    description: describe('spatialCosine', { layer, target, power, crop, masked, item }),
    inputs: (dimsOf): Record<string, ObjectiveInput> => {
      const dims = dimsOf(layer);
      const whole = targetInput(target, dims, layer);
      if (!crop && !masked) return { target: whole };
      const mask = maskOf(whole, crop && boxInput(crop, dims, layer), masked);
      return { target: { ...whole, values: whole.values.map((v, i) => v * mask.values[i]!) }, mask };
    },
    value: (activations, { target: towards, mask }) => {
      const all = batchItem(activations(layer), item);
      const a = mask ? all.mul(mask) : all;
      const dot = a.mul(towards!).sum([2, 3, 4]);
      const lengths = norm(a, [2, 3, 4]).mul(norm(towards!));
      return overViews(raised(dot, power + 1))
        .mul(overViews(raised(lengths.reciprocal(), power)))
        .mean();
    },
  };
}

const overViews = (values: Expression): Expression => (values.rank ? values.mean([0]) : values);

function targetInput(target: ArrayLike<number>, dims: readonly number[], layer: string): ObjectiveInput {
  planeOf(dims, layer);
  const shape = dims.slice(2);
  if (target.length !== sizeOf(shape)) {
    throw new FaccentError(
      `"${layer}" is ${shape.join(' × ')}, so a target has ${sizeOf(shape)} numbers, not ${target.length}`,
    );
  }
  return { dims: shape, values: Float32Array.from(target) };
}

/** 1 where activations count, 0 elsewhere: an input, so that one graph serves every crop and target. */
function maskOf(target: ObjectiveInput, crop: ObjectiveInput | undefined, masked: boolean): ObjectiveInput {
  const plane = target.dims[1]! * target.dims[2]!;
  const counts = (value: number, i: number): boolean =>
    (!crop || crop.values[i % plane]! > 0) && (!masked || value !== 0);
  return { dims: target.dims, values: target.values.map((v, i) => Number(counts(v, i))) };
}
