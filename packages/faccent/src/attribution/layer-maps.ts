import { type Expression, cut } from 'onnx-grad';
import { type Given, optional } from '../declaration/option.js';
import { text } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { INPUT, type Layer } from '../model/layers.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { value } from '../platform/runtime.js';
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

/**
 * The last layer with positions that the objective's layers are computed from: before the logits, for a class.
 * @throws FaccentError where there is none
 * @example lastWithPositions(model, channel({ layer: model.logits, unit: 3 }))
 */
export function lastWithPositions(model: Model, objective: Objective): string {
  const own = objective.layers.filter((layer) => layer !== INPUT).map((layer) => model.resolve(layer));
  const before = new Set(cut(model.graph, own).nodes.flatMap((node) => node.outputs));
  for (const value of own) before.delete(value);
  const found = model.layers.filter((layer) => before.has(layer.value) && hasPositions(layer)).at(-1);
  if (found) return found.value;
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
  const dims = [1, 3, ...image.size];
  const { values, layers, feeds } = look({ model, objective }, b.input('image', 'float32', dims), [layer]);
  const activations = layers(layer);
  if (activations.rank !== 4) throw new FaccentError(`"${layer}" has no positions to map`);
  const made = make(activations, layers.gradient(values.sum(), layer));
  const names = Object.keys(made) as Name[];
  for (const name of names) b.output(made[name], name);
  const result = await inSession(b, options, (session) =>
    session.run({ image: value(dims, image.data), ...feeds }, names),
  );
  const [height, width] = activations.dims.slice(2) as [number, number];
  const maps = names.map((name) => [name, result[name]!.data as Float32Array] as const);
  return grid([height, width], Object.fromEntries(maps) as Record<Name, Float32Array>);
}

/** Tokens, which are one column, as the square grid that they were cut from; a class token in front is left out. */
function grid<Name extends string>(size: Size, maps: Record<Name, Float32Array>) {
  const side = Math.floor(Math.sqrt(size[0]));
  const further = size[0] - side * side;
  if (size[1] > 1 || further > 1) return { size, maps };
  const squares = Object.entries<Float32Array>(maps).map(([name, map]) => [name, map.slice(further)]);
  return { size: [side, side] as const, maps: Object.fromEntries(squares) as typeof maps };
}
