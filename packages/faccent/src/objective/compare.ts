import type { Expression } from 'onnx-grad';
import { usually } from '../declaration/option.js';
import { type Schema, oneOf, pair } from '../declaration/schema.js';
import { norm, raised, similarity } from './cosine.js';
import { type Built, type ObjectiveInput, objective } from './objective.js';
import { layer, position, wholePower } from './options.js';
import { atPosition, positionInput } from './position.js';
import { batchItem } from './unit.js';

const itemsSchema: Schema<readonly [first: number, second: number]> = pair;
const items = usually(itemsSchema, [0, 1], 'the two images of the batch');

/**
 * Mean |difference| of two images' activations over views, channels and positions (docs/method.md, 5.4). Raising it
 * parts them.
 * @throws FaccentError on options that cannot be; when the graph is built, if the batch lacks one of the images
 * @example
 * const apart = negate(compareL1({ layer: 'block5c' }));
 * await visualize(model, apart, [224, 224], { parameterization: batch(fourier(), 2) });
 */
export const compareL1 = objective('compareL1', {
  about: 'mean |difference| of two images of a batch; raised, it parts them',
  options: { layer, items },
  build: (options) => comparison(options, (first, second) => first.sub(second).abs().mean()),
});

/**
 * Distance of two images: the L2 (or L1) norm of the difference over channels, then the mean over views and positions
 * (docs/method.md, 5.4). Raising it parts them.
 * @throws FaccentError on options that cannot be; when the graph is built, if the batch lacks one of the images or the
 * layer the position
 * @example
 * const here = compareL2({ layer: 'block5c', position: [7, 7] });
 * await visualize(model, here, [224, 224], { parameterization: batch(fourier(), 2) });
 */
export const compareL2 = objective('compareL2', {
  about: 'L2 (or L1) distance over channels of two images of a batch; raised, it parts them',
  options: { layer, items, norm: usually(oneOf(1, 2), 2, 'which norm over the channels'), position },
  build: ({ layer, items, norm: order, position }) => ({
    ...comparison({ layer, items }, (first, second, inputs) => {
      const difference = first.sub(second);
      const distance = order === 1 ? difference.abs().sum([2]) : norm(difference, [2]);
      return (inputs.position ? atPosition(distance, inputs.position) : distance).mean();
    }),
    inputs: (dims): Record<string, ObjectiveInput> =>
      position ? { position: positionInput(position, dims(layer), layer) } : {},
  }),
});

/**
 * Minus the cosine, in [-1, 1], of two images' activations as wholes, averaged over views (docs/method.md, 5.4). As with
 * the distances, raising it parts them.
 * @throws FaccentError on options that cannot be; when the graph is built, if the batch lacks one of the images
 * @example
 * const alike = compareCosine({ layer: 'block5c', items: [0, 1] });
 * await visualize(model, alike, [224, 224], { parameterization: batch(fourier(), 3) });
 */
export const compareCosine = objective('compareCosine', {
  about: 'minus the cosine of two images of a batch; raised, it parts them',
  options: { layer, items },
  build: (options) => comparison(options, (first, second) => similarity(first, second).cosine.mean().neg()),
});

/**
 * Dot product times a power of the cosine of two images' activations as wholes, averaged over views (docs/method.md,
 * 5.4). Raising it makes them alike (an even power leaves its sign to the dot product).
 * @throws FaccentError on options that cannot be, such as a power that is not 0, 1, 2, …; when the graph is built, if the
 * batch lacks one of the images
 * @example
 * const alike = compareDotCosine({ layer: 'block5c', power: 2 });
 * await visualize(model, alike, [224, 224], { parameterization: batch(fourier(), 2) });
 */
export const compareDotCosine = objective('compareDotCosine', {
  about: 'dot product · cosine^power of two images of a batch; raised, it makes them alike',
  options: { layer, items, power: wholePower },
  build: ({ power, ...options }) =>
    comparison(options, (first, second) => {
      const { dot, cosine } = similarity(first, second);
      return dot.mul(raised(cosine, power)).mean();
    }),
});

/**
 * A power of Pearson's correlation, in [-1, 1], of two images' activations, all views taken together (docs/method.md,
 * 5.4). Raising it makes them alike. Times `channel`, it is the authors' dot × Pearson.
 * @throws FaccentError on options that cannot be, such as a power that is not 0, 1, 2, …; when the graph is built, if the
 * batch lacks one of the images
 * @example
 * const first = channel({ layer: 'block5c', unit: 12, item: 0 });
 * const kin = multiply(first, comparePearson({ layer: 'block5c' }));
 * await visualize(model, kin, [224, 224], { parameterization: batch(fourier(), 2) });
 */
export const comparePearson = objective('comparePearson', {
  about: "Pearson's correlation^power of two images of a batch; raised, it makes them alike",
  options: { layer, items, power: wholePower },
  build: ({ power, ...options }) =>
    comparison(options, (first, second) => {
      const [a, b] = [first.sub(first.mean()), second.sub(second.mean())];
      return raised(
        a
          .mul(b)
          .sum()
          .div(norm(a).mul(norm(b))),
        power,
      );
    }),
});

type Compare = (
  first: Expression,
  second: Expression,
  inputs: Readonly<Record<string, Expression>>,
) => Expression;

const comparison = (
  { layer, items }: { readonly layer: string; readonly items: readonly [first: number, second: number] },
  compare: Compare,
): Built => ({
  layers: [layer],
  inputs: () => ({}),
  value: (activations, inputs) => {
    const a = activations(layer);
    return compare(batchItem(a, items[0]), batchItem(a, items[1]), inputs);
  },
});
