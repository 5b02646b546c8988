import { dimsImagesFirst } from 'onnx-grad';
import type { Images } from '../batching.js';
import { INPUT } from '../layers.js';
import { NO_CHANNELS } from '../layout.js';
import type { Model } from '../model.js';
import { type Grid, Grids } from './grid.js';

/** Grids by network, found when first asked for. Nothing but what asks for them loads this: not what accentuates alone. */
const known = new WeakMap<Images, Grids>();

function gridsOf(images: Images): Grids {
  const found = known.get(images) ?? new Grids(images.shown, images.one);
  known.set(images, found);
  return found;
}

/**
 * The grid of a layer's positions in the picture: undefined where it has none that follows from the graph.
 * @param layer its name
 * @example gridOf(model, 'block5c')?.size; // [10, 10]
 */
export const gridOf = (model: Model, layer: string): Grid | undefined =>
  layer === INPUT ? undefined : gridOfValue(model.images, model.resolve(layer));

/**
 * The grid of a value's positions in the picture, which stand in its axes of positions in the order that the network
 * keeps them in; undefined where they are none, or have no place that follows from the graph.
 */
export function gridOfValue(images: Images, value: string): Grid | undefined {
  const held = images.heldShape(value);
  const grid = held && dimsImagesFirst(held) && gridsOf(images).of(value);
  if (!grid) return undefined;
  const channels = images.ownChannelAxisOf(value);
  const others = held.dims.flatMap((d, axis) => (d > 1 && axis !== channels ? [axis] : []));
  return others.join() === grid.axes.join() ? grid : undefined;
}

/**
 * The last of some values with grids, in order, whose positions matter to the targets.
 * @param targets values, and the unit of each that is asked about, or all
 */
export function lastThatMatters(
  images: Images,
  values: readonly string[],
  targets: ReadonlyMap<string, number | undefined>,
): string | undefined {
  const wanted = [...targets].map(([name, unit]) => {
    const axis = images.ownChannelAxisOf(name);
    return { name, channel: unit === undefined || axis === NO_CHANNELS ? undefined : { axis, unit } };
  });
  return gridsOf(images).lastThatMatters(values, wanted);
}
