import { type Expression, cut, sizeOf } from 'onnx-grad';
import { type Given, optional } from '../declaration/option.js';
import { text } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { type Size, imageValue } from '../image/image.js';
import { gridOfValue, lastThatMatters } from '../model/grid/of-model.js';
import { INPUT, type Layer } from '../model/layers.js';
import type { Model } from '../model/model.js';
import { type Positions, positionsOf } from '../model/positions.js';
import type { Objective } from '../objective/objective.js';
import type { AttributionOptions, Subject } from './attribution.js';
import { builderFor, checkValues, inSession, look } from './views.js';

/** What methods whose maps are those of a layer are told. */
export const layerOptions = {
  layer: optional(
    text,
    "the layer whose positions are mapped; by default the last whose positions matter to the objective's own",
  ),
};

/** Options of methods whose maps are those of a layer. */
export type LayerOptions = Given<typeof layerOptions> & AttributionOptions;

/** Names of the values that an objective looks at. */
const ownLayers = (model: Model, objective: Objective): string[] =>
  objective.layers.filter((layer) => layer !== INPUT).map((layer) => model.resolve(layer));

/** The layers that an objective's own are computed from, in order. */
export function layersBefore(model: Model, objective: Objective): Layer[] {
  const own = ownLayers(model, objective);
  const before = new Set(cut(model.graph, own).nodes.flatMap((node) => node.outputs));
  for (const value of own) before.delete(value);
  return model.layers.filter((layer) => before.has(layer.value));
}

/**
 * The last layer whose positions matter to the objective's layers, if there is one: patches do not where a class token
 * alone is read from there on, and what is within attention is no layer that people mean (docs/method.md, 10.4).
 */
export function findLastWithPositions(model: Model, objective: Objective): string | undefined {
  const own = ownLayers(model, objective);
  const values = layersBefore(model, objective).flatMap(({ regularizer, value }) =>
    regularizer && gridOfValue(model.images, value) ? [value] : [],
  );
  if (!own.length) return undefined;
  const { unit } = objective.description;
  // a unit that is not there is refused by the objective, in its own words
  const units = model.images.layerDimsOf(own[0]!)?.[1] ?? 0;
  const asked = own.length === 1 && typeof unit === 'number' && unit < units ? unit : undefined;
  return lastThatMatters(model.images, values, new Map(own.map((value) => [value, asked])));
}

/**
 * The last layer whose positions matter to the objective's layers: before the logits, for a class.
 * @throws FaccentError where there is none
 * @example lastWithPositions(model, channel({ layer: model.logits, unit: 3 })); // 'head'
 */
export function lastWithPositions(model: Model, objective: Objective): string {
  const found = findLastWithPositions(model, objective);
  if (found !== undefined) return found;
  const own = ownLayers(model, objective);
  throw new FaccentError(`no layer before ${own.join(' and ')} has a grid of positions: name a layer`);
}

/** What people call a layer that was found by its value. */
export const nameOf = (model: Model, value: string): string =>
  model.layers.find((layer) => layer.value === value)?.name ?? value;

/** A layer's activations, or their gradient, at its positions: (1, channels, …) → (1, channels, height, width). */
function atPositions(values: Expression, { size, places }: Positions): Expression {
  const plane = sizeOf(values.dims.slice(2));
  const [first] = places;
  const isRun = places.every((place, i) => place === first! + i);
  const columns = values.reshape([1, values.dims[1]!, plane]);
  const dims = [1, values.dims[1]!, ...size];
  if (!isRun) return columns.gather(2, [...places]).reshape(dims);
  if (places.length === plane) return values.dims.join() === dims.join() ? values : columns.reshape(dims);
  return columns.slice(2, first!, first! + places.length).reshape(dims);
}

/** The objective, beside the maps. */
const VALUES = 'objective.values';

/**
 * Maps over a layer's positions, made in the graph of the layer's activations and the objective's gradient there, both
 * (1, channels, height, width): class tokens are in neither.
 * @param named the last layer whose positions matter to the objective, where none is
 */
export async function layerMaps<Name extends string>(
  { model, image, objective }: Subject,
  named: string | undefined,
  options: AttributionOptions,
  make: (activations: Expression, gradient: Expression) => Readonly<Record<Name, Expression>>,
): Promise<{ size: Size; layer: string; maps: Record<Name, Float32Array> }> {
  const layer = named ?? nameOf(model, lastWithPositions(model, objective));
  const b = builderFor(options);
  const shown = imageValue(image);
  const { values, layers, feeds } = look({ model, objective }, b.input('image', 'float32', shown.dims), [
    layer,
  ]);
  const activations = layers(layer);
  if (activations.rank < 4) throw new FaccentError(`"${layer}" has no positions to map`);
  const positions = positionsOf(model, layer, activations.dims);
  const gradient = layers.gradient(values.sum(), layer);
  const made = make(atPositions(activations, positions), atPositions(gradient, positions));
  const names = Object.keys(made) as Name[];
  for (const name of names) b.output(made[name], name);
  b.output(values, VALUES);
  const outputs = [...names, VALUES];
  const result = await inSession(b, options, (session) => session.run({ image: shown, ...feeds }, outputs));
  await checkValues({ model, image, objective }, result[VALUES]!.data as Float32Array, options);
  const maps = names.map((name) => [name, result[name]!.data as Float32Array] as const);
  return { size: positions.size, layer, maps: Object.fromEntries(maps) as Record<Name, Float32Array> };
}
