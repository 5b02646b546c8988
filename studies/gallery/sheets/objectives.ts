import {
  type AccentuateOptions,
  type Objective,
  activations,
  add,
  alignment,
  batch,
  centreBox,
  channel,
  compareCosine,
  compareDotCosine,
  compareL1,
  compareL2,
  comparePearson,
  cosim,
  direction,
  diversity,
  divide,
  fourier,
  inputBlur,
  multiply,
  negate,
  neuron,
  spatial,
  spatialCosine,
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

export async function objectives(): Promise<Cell[][]> {
  const layer = 'block6b';
  const unit = 12;
  const { dims, data } = await activations(model, boats, layer);
  const target = data as Float32Array;
  const [, channels, height, width] = dims as [number, number, number, number];
  const plane = height * width;
  const means = Float32Array.from({ length: channels }, (_, c) =>
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
