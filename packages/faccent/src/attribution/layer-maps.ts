import { type Expression, cut } from 'onnx-grad';
import { type Given, optional } from '../declaration/option.js';
import { text } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { type Size, imageValue } from '../image/image.js';
import { INPUT, type Layer } from '../model/layers.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import type { AttributionOptions, Subject } from './attribution.js';
import { builderFor, inSession, look } from './views.js';

/** What methods whose maps are those of a layer are told. */
export const layerOptions = {
  layer: optional(
    text,
    "the layer whose positions are mapped; by default the last with positions before the objective's own",
  ),
};

/** Options of methods whose maps are those of a layer. */
export type LayerOptions = Given<typeof layerOptions> & AttributionOptions;

const hasPositions = ({ dims, regularizer }: Layer): boolean =>
  regularizer && dims!.length === 4 && dims![2]! > 1;

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

/** The last layer with positions that the objective's layers are computed from, if there is one. */
export const findLastWithPositions = (model: Model, objective: Objective): string | undefined =>
  layersBefore(model, objective).filter(hasPositions).at(-1)?.value;

/**
 * The last layer with positions that the objective's layers are computed from: before the logits, for a class.
 * @throws FaccentError where there is none
 * @example lastWithPositions(model, channel({ layer: model.logits, unit: 3 }))
 */
export function lastWithPositions(model: Model, objective: Objective): string {
  const found = findLastWithPositions(model, objective);
  if (found !== undefined) return found;
  const own = ownLayers(model, objective);
  throw new FaccentError(`no layer before ${own.join(' and ')} has a grid of positions: name a layer`);
}

/**
 * Maps over a layer's positions, made in the graph of the layer's activations and the objective's gradient there, both
 * (1, channels, height, width).
 * @param named the last layer with positions before the objective's own, where none is
 */
export async function layerMaps<Name extends string>(
  { model, image, objective }: Subject,
  named: string | undefined,
  options: AttributionOptions,
  make: (activations: Expression, gradient: Expression) => Readonly<Record<Name, Expression>>,
): Promise<{ size: Size; maps: Record<Name, Float32Array> }> {
  const layer = named ?? lastWithPositions(model, objective);
  const b = builderFor(options);
  const shown = imageValue(image);
  const { values, layers, feeds } = look({ model, objective }, b.input('image', 'float32', shown.dims), [
    layer,
  ]);
  const activations = layers(layer);
  if (activations.rank !== 4) throw new FaccentError(`"${layer}" has no positions to map`);
  const made = make(activations, layers.gradient(values.sum(), layer));
  const names = Object.keys(made) as Name[];
  for (const name of names) b.output(made[name], name);
  const result = await inSession(b, options, (session) => session.run({ image: shown, ...feeds }, names));
  const [height, width] = activations.dims.slice(2) as [number, number];
  const maps = names.map((name) => [name, result[name]!.data as Float32Array] as const);
  return grid([height, width], Object.fromEntries(maps) as Record<Name, Float32Array>);
}

/** Tokens, which are one column, as the square grid that they were cut from; a class token in front is left out. */
function grid<Name extends string>(size: Size, maps: Record<Name, Float32Array>) {
  const found = gridOf(size);
  if (!found) return { size, maps };
  const squares = Object.entries<Float32Array>(maps).map(([name, map]) => [name, map.slice(found.further)]);
  return { size: found.size, maps: Object.fromEntries(squares) as typeof maps };
}

/**
 * The grid that positions lie on, after some that lie nowhere: tokens, which are one column, are a square with or without
 * a class token in front. Undefined where they are another number of tokens.
 */
export function gridOf([height, width]: Size): { size: Size; further: number } | undefined {
  if (width > 1) return { size: [height, width], further: 0 };
  const side = Math.floor(Math.sqrt(height));
  const further = height - side * side;
  return further > 1 ? undefined : { size: [side, side], further };
}
