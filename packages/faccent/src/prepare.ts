import { type AccentuateOptions, accentuate } from './accentuate.js';
import type { Image, Size } from './image/image.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import type { GraphCache } from './step/cache.js';
import { visualize } from './visualize.js';

/** Options of the runs to come, with the cache that they share. */
export type PrepareOptions = AccentuateOptions & { readonly cache: GraphCache };

/**
 * Does ahead of a run, while a person still looks, what its first step would wait for: compiles its graphs into the cache,
 * and runs each once, since a runtime's first pass takes a multiple of the next. Runs with this cache begin at once
 * whatever the photograph, the unit (a channel or class of the layer, or a direction in it), the seed and the learning
 * rate; the layer, the canvas, the number of views and what else shapes a graph are to be those that were prepared.
 * @param start a photograph, or the size of a canvas where the runs to come start from noise
 * @throws FaccentError, GraphError as `accentuation`
 * @example
 * const cache = graphCache();
 * await prepare(model, photo, objective, { cache });
 * const { image } = await accentuate(model, photo, objective, { cache }); // begins at once
 * await cache.release();
 */
export async function prepare(
  model: Model,
  start: Image | readonly Image[] | Size,
  objective: Objective,
  options: PrepareOptions,
): Promise<void> {
  // a step that no one sees; what a run starts from, goes on from and shows changes no graph
  const once = { ...options, steps: 1, start: undefined, resume: undefined, snapshots: undefined };
  if (isSize(start)) await visualize(model, objective, start, once);
  else await accentuate(model, start, objective, once);
}

const isSize = (start: Image | readonly Image[] | Size): start is Size =>
  Array.isArray(start) && typeof start[0] === 'number';
