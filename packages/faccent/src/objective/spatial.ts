import { type Expression, sizeOf } from 'onnx-grad';
import { optional, required, usually } from '../declaration/option.js';
import { flag, vector } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { norm, raised } from './cosine.js';
import { type ObjectiveInput, objective } from './objective.js';
import { item, layer, positionBox, wholePower } from './options.js';
import { boxInput, planeOf } from './position.js';
import { batchItem } from './unit.js';

const target = required(
  vector,
  "a direction for every position: channels × height × width numbers of the layer's shape, row-major",
);

/**
 * Dot product with a direction of its own at every position: mean over views and positions (docs/method.md, 5.3).
 * Activations of another photograph as the target ask for what that photograph shows, where it shows it.
 * @throws FaccentError on options that cannot be; when the graph is built, if the target has not the layer's shape
 * @example
 * const { data } = await activations(model, photos[0], 'block5c');
 * await accentuate(model, photo, spatial({ layer: 'block5c', target: data }));
 */
export const spatial = objective('spatial', {
  about: 'dot product with a direction of its own at every position, mean over views and positions',
  options: { layer, target, item },
  build: ({ layer, target, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: (dims) => ({ target: targetInput(target, dims(layer), layer) }),
    value: (activations, inputs) =>
      batchItem(activations(layer), item).mean([0, 1]).mul(inputs.target!).sum([0]).mean(),
  }),
});

/**
 * Dot product with a target map times a power of the cosine, both over all channels and positions: mean over views.
 *
 * As in the authors' library, a view's dot product is divided by the norm of every view in turn, not by its own alone:
 * `mean(dot^(power + 1)) · mean(norm^-power) / norm(target)^power`, the means over views (docs/method.md, 5.3).
 * @throws FaccentError on options that cannot be, such as a power that is not 0, 1, 2, …; when the graph is built, if
 * the target has not the layer's shape or the crop is not within it
 * @example
 * const { data: target } = await activations(model, photos[0], 'block5c');
 * const corner = { y: 0, x: 0, height: 7, width: 7 };
 * await accentuate(model, photo, spatialCosine({ layer: 'block5c', target, power: 2, crop: corner }));
 */
export const spatialCosine = objective('spatialCosine', {
  about: 'dot product with a target map · cosine^power, over all channels and positions, mean over views',
  options: {
    layer,
    target,
    power: wholePower,
    crop: optional(positionBox, 'the part of the layer that counts; all of it by default'),
    masked: usually(flag, false, 'look only at activations where the target is not zero'),
    item,
  },
  build: ({ layer, target, power, crop, masked, item }) => ({
    layers: [layer],
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
  }),
});

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
