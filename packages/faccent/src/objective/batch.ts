import type { Expression } from 'onnx-grad';
import { required, usually } from '../declaration/option.js';
import { positive, record, text } from '../declaration/schema.js';
import { norm } from './cosine.js';
import { objective } from './objective.js';
import { layer } from './options.js';
import { directionOf, project, severalImages, unit } from './unit.js';

/** Images further apart than this in the batch are not aligned. */
const NEIGHBOURHOOD = 4;

/**
 * Minus the mean squared difference of neighbouring images of a batch, summed over pairs up to four apart: raising it
 * draws like things in the same places (Lucid's `alignment`; docs/method.md, 5.5). Acts on any layer, `input` included.
 * @throws FaccentError on options that cannot be; when the graph is built, if the batch has one image
 * @example
 * const between = interpolation({ from: { layer: 'block6a', unit: 46 }, to: { layer: 'block6a', unit: 65 } });
 * const aligned = add(between, multiply(0.1, alignment({ layer: 'block4a' })));
 * const { images } = await visualize(model, aligned, [224, 224], { parameterization: batch(fourier(), 4) });
 * images.length; // 4
 */
export const alignment = objective('alignment', {
  about: 'how alike neighbouring images of a batch are, place by place; to be added',
  options: {
    layer,
    decay: usually(positive, 2, 'the penalty is divided by this for each step that two images are apart'),
  },
  build: ({ layer, decay }) => ({
    layers: [layer],
    inputs: () => ({}),
    value: (activations) => {
      const a = activations(layer);
      const count = severalImages(a, 'alignment');
      const apart = Array.from({ length: Math.min(NEIGHBOURHOOD, count - 1) }, (_, i) => i + 1);
      return apart
        .map((d) => {
          const pairs = count - d;
          const difference = a.slice(1, 0, pairs).sub(a.slice(1, d, count));
          return difference
            .square()
            .mean()
            .mul(-pairs / decay ** d);
        })
        .reduce((sum, term) => sum.add(term));
    },
  }),
});

/**
 * How alike the images of a batch are in style: the cosine of the Gram matrices (channels × channels, over positions)
 * of every image with every other, summed over the others, averaged over images and views. In [0, batch − 1] where
 * activations are not negative. Named as in Lucid, where one subtracts it to get images that differ (docs/method.md,
 * 5.5).
 * @throws FaccentError when the graph is built, if the batch has one image
 * @example
 * const different = subtract(channel({ layer: 'block6c', unit: 9 }), multiply(100, diversity({ layer: 'block6c' })));
 * const { images } = await visualize(model, different, [224, 224], { parameterization: batch(fourier(), 4) });
 */
export const diversity = objective('diversity', {
  about: 'how alike the images of a batch are in style; to be subtracted',
  options: { layer },
  build: ({ layer }) => ({
    layers: [layer],
    inputs: () => ({}),
    value: (activations) => {
      const a = activations(layer);
      const count = severalImages(a, 'diversity');
      const flat = a.reshape([...a.dims.slice(0, 3), a.dims.slice(3).reduce((x, y) => x * y, 1)]);
      const grams = flat.matmul(flat.matrixTranspose());
      const unit = grams.div(norm(grams, [2, 3]).unsqueeze(2, 3));
      // Σ over pairs of products = (Σ)² − Σ of squares: the work grows with the batch, not with its pairs
      const all = unit.sum([1]).square().sum([1, 2]);
      const own = unit.square().sum([1, 2, 3]);
      return all.sub(own).mean().div(count);
    },
  }),
});

const end = record({ layer: text, unit });

/**
 * From one channel to another over the batch: image n of N shows `(1 − n/(N−1)) · from + n/(N−1) · to`, each the mean
 * over views and positions; summed over images (Lucid's `channel_interpolate`; docs/method.md, 5.5).
 * @throws FaccentError on options that cannot be; when the graph is built, if a unit is out of range or the batch has one
 * image
 * @example
 * const between = interpolation({ from: { layer: 'block6a', unit: 46 }, to: { layer: 'block6a', unit: 65 } });
 * const { images } = await visualize(model, between, [224, 224], { parameterization: batch(fourier(), 3) });
 */
export const interpolation = objective('interpolation', {
  about: 'from one channel to another over the images of a batch, mean over views and positions',
  options: {
    from: required(end, 'layer and unit that the first image of the batch is to show'),
    to: required(end, 'layer and unit that the last image of the batch is to show'),
  },
  build: ({ from, to }) => ({
    layers: [...new Set([from.layer, to.layer])],
    inputs: (dims) => ({
      from: directionOf(from.unit, dims(from.layer)[2]!, from.layer),
      to: directionOf(to.unit, dims(to.layer)[2]!, to.layer),
      share: shares(dims(from.layer)[1]!),
    }),
    value: (activations, inputs) => {
      const first = activations(from.layer);
      severalImages(first, 'interpolation');
      const start = imageMeans(project(first, inputs.from!));
      const end = imageMeans(project(activations(to.layer), inputs.to!));
      return start.add(end.sub(start).mul(inputs.share!)).sum();
    },
  }),
});

/** How much of the far end each image shows: 0 to 1 in equal steps. */
const shares = (count: number) => ({
  dims: [count],
  values: Float32Array.from({ length: count }, (_, n) => n / Math.max(1, count - 1)),
});

/** Mean over views and positions: (batch). */
const imageMeans = (values: Expression): Expression =>
  values.mean(values.dims.flatMap((_, axis) => (axis === 1 ? [] : [axis])));
