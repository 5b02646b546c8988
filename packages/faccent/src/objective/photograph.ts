import type { Expression } from 'onnx-grad';
import { type Built, objective } from './objective.js';
import { raised, similarity } from './cosine.js';
import { layer, wholePower } from './options.js';

/** What the squares of a layer that is silent on the photograph count as. */
const SMALLEST = 1e-16;

/**
 * What the layer sees in the photograph, exaggerated: the dot product of picture and photograph as wholes, times their
 * cosine to a power, over the photograph's squared length; mean over views. 1 is the photograph itself (Olah et al. 2018,
 * "The Building Blocks of Interpretability"; Lucid's `dot_compare`; docs/method.md, 5.9).
 * @throws FaccentError on options that cannot be; when a run starts without a photograph
 * @example const { image } = await accentuate(model, photo, caricature({ layer: 'block5c' }), { strength: 0.1 });
 */
export const caricature = objective('caricature', {
  about: 'what a layer sees in the photograph, exaggerated: dot product · cosine^power; 1 is the photograph',
  options: { layer, power: wholePower },
  build: ({ layer, power }) =>
    likened(layer, (a, own) => {
      const { dot, cosine } = similarity(a, own);
      return dot.mul(raised(cosine, power)).div(lengthOf(own, inner(own)));
    }),
});

/**
 * What the layer keeps of the photograph: minus the squared distance of picture and photograph over the photograph's
 * squared length; mean over views. 0 is what the layer cannot tell from the photograph. From another start, such as noise
 * (the option \`start\`), it shows what was lost on the way (Mahendran and Vedaldi 2015; docs/method.md, 5.9).
 * @throws FaccentError on options that cannot be; when a run starts without a photograph
 * @example await accentuate(model, photo, inversion({ layer: 'block5c' }), { startFrom: 'noise', strength: 0 });
 */
export const inversion = objective('inversion', {
  about:
    'what a layer keeps of the photograph: minus the squared distance from it; 0 is the same to the layer',
  options: { layer },
  build: ({ layer }) => likened(layer, (a, own) => distance(a, own)),
});

/**
 * The photograph's style, whatever lies where: minus the squared distance of the Gram matrices (channels × channels, mean
 * over positions) of picture and photograph over the squared length of the photograph's; mean over views. From noise it
 * makes a texture (Gatys, Ecker and Bethge 2015; docs/method.md, 5.9).
 * @throws FaccentError on options that cannot be; when a run starts without a photograph
 * @example
 * const textures = add(style({ layer: 'block2b' }), style({ layer: 'block4a' }));
 * const { image } = await accentuate(model, photo, textures, { startFrom: 'noise', strength: 0 });
 */
export const style = objective('style', {
  about: "the photograph's style: minus the squared distance of Gram matrices; 0 is the same style",
  options: { layer },
  build: ({ layer }) => likened(layer, (a, own) => distance(gram(a), gram(own))),
});

/** Of picture and photograph view by view, then the mean. */
const likened = (layer: string, compare: (a: Expression, own: Expression) => Expression): Built => ({
  layers: [layer],
  photographLayers: [layer],
  meanOverViews: true,
  inputs: () => ({}),
  value: (activations, _, photograph) => compare(activations(layer), photograph!(layer)).mean(),
});

const inner = (values: Expression): number[] => values.dims.map((_, axis) => axis).slice(2);

/** Squared, of each view and image. */
const lengthOf = (values: Expression, axes: readonly number[]): Expression =>
  values.square().sum(axes).maximum(SMALLEST);

const distance = (a: Expression, own: Expression): Expression =>
  a
    .sub(own)
    .square()
    .sum(inner(a))
    .div(lengthOf(own, inner(own)))
    .neg();

/** (views, images, channels, …) → (views, images, channels, channels). */
function gram(a: Expression): Expression {
  const positions = a.dims.slice(3).reduce((x, y) => x * y, 1);
  const flat = a.reshape([...a.dims.slice(0, 3), positions]);
  return flat.matmul(flat.matrixTranspose()).mul(1 / positions);
}
