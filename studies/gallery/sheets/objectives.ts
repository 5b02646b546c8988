import {
  type AccentuateOptions,
  type Objective,
  activations,
  add,
  alignment,
  batch,
  caricature,
  centreBox,
  channel,
  channels,
  compareCosine,
  compareDotCosine,
  compareL1,
  compareL2,
  comparePearson,
  cosim,
  deepDream,
  direction,
  diversity,
  divide,
  fourier,
  inputBlur,
  inversion,
  multiply,
  negate,
  neuron,
  spatial,
  spatialCosine,
  style,
  subtract,
  weightedChannel,
  weightedGroup,
  weightedNeuron,
} from 'faccent';
import {
  type Cell,
  VIEWS,
  accentuated,
  cat,
  boats,
  classOf,
  interpolated,
  model,
  leopard,
} from '../subject.js';

/** Layers that a style is taken from, early to late. */
const STYLED = ['stem', 'block2a', 'block3a', 'block4a'];

export async function objectives(): Promise<Cell[][]> {
  const layer = 'block6b';
  const unit = 12;
  const { dims, data } = await activations(model, boats, layer);
  const target = data;
  const [, count, height, width] = dims as [number, number, number, number];
  const plane = height * width;
  const means = Float32Array.from({ length: count }, (_, c) =>
    target.subarray(c * plane, (c + 1) * plane).reduce((sum, v) => sum + v / plane, 0),
  );
  const two = { parameterization: batch(fourier(), 2) };
  const pair = [cat, boats];
  const on = (name: string, objective: Objective, options?: AccentuateOptions) =>
    accentuated(name, cat, objective, options);
  // hidden layers push less than classes do: hold less
  const loosely = { strength: 0.1 };
  const compared = (name: string, objective: Objective) =>
    accentuated(name, pair, objective, { ...two, ...loosely });
  // the photograph is only compared with, and it is a long way there
  const fromNoise = { strength: 0, startFrom: 'noise', steps: 100 } as const;
  // a map of positions wants views that show nearly everything
  const nearlyWhole = { transform: centreBox({ views: VIEWS, fraction: [0.9, 0.99], deviation: 0.02 }) };
  const left = { y: 0, x: 0, height, width: Math.floor(width / 2) };
  return [
    [{ label: 'photograph', image: cat }],
    [{ label: 'target', image: boats }],
    await on('channel (a class)', leopard),
    await on(`channel ${layer}:${unit}`, channel({ layer, unit }), loosely),
    await on('neuron (the middle)', neuron({ layer, unit }), loosely),
    await on('direction (to the target)', direction({ layer, unit: means })),
    await on('cosim (to the target)', cosim({ layer, unit: means, power: 2 })),
    await on('weightedChannel', weightedChannel({ layer, weights: means }), loosely),
    await on('weightedNeuron', weightedNeuron({ layer, weights: means }), loosely),
    await on('weightedGroup (left half)', weightedGroup({ layer, weights: means, box: left }), loosely),
    await on('spatial (target)', spatial({ layer, target }), nearlyWhole),
    await on('spatialCosine (target)', spatialCosine({ layer, target }), nearlyWhole),
    await on('add', add(leopard, classOf('tiger'))),
    await on('subtract', subtract(leopard, classOf('tabby'))),
    await on('multiply', multiply(leopard, channel({ layer, unit }))),
    await on('divide', divide(leopard, 4)),
    await on('negate', negate(classOf('leopard'))),
    await on(`deepDream (all of block4c)`, deepDream({ layer: 'block4c' }), { strength: 0.05 }),
    await on('channels (3 to 9)', channels({ layer: 'block5c', units: [3, 4, 5, 6, 7, 8, 9] }), loosely),
    await on('caricature', caricature({ layer: 'block6a' }), { strength: 0 }),
    await on('inversion (from noise)', inversion({ layer: 'block4a' }), fromNoise),
    await on('style (from noise)', add(...STYLED.map((styled) => style({ layer: styled }))), {
      // a style is everywhere, at the edges too, and colours come last
      ...{ ...fromNoise, ...nearlyWhole, steps: 300 },
    }),
    await on('inputBlur (subtracted)', subtract(leopard, multiply(0.01, inputBlur()))),
    await compared('−compareL1', negate(compareL1({ layer }))),
    await compared('−compareL2', negate(compareL2({ layer }))),
    await compared('−compareCosine', negate(compareCosine({ layer }))),
    await compared('compareDotCosine', compareDotCosine({ layer })),
    await compared('comparePearson', comparePearson({ layer })),
    await on('−diversity', subtract(leopard, multiply(10, diversity({ layer }))), two),
    await on('interpolation', interpolated(), { ...two, ...loosely }),
    await on('with alignment', add(interpolated(), multiply(10, alignment({ layer }))), {
      ...two,
      ...loosely,
    }),
  ];
}
