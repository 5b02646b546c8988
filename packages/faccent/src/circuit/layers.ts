import { cut } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { bottlenecks, endsBlock } from '../model/bottlenecks.js';
import { INPUT } from '../model/layers.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';

/**
 * Layers that everything the objective sees passes through, before its own, in order: the ends of a network's blocks.
 * @param most spread evenly over the network where there are more
 * @returns names of values, at least one
 * @throws FaccentError where there is none, or a layer is not there
 * @example
 * const before = circuitLayers(model, objective);
 * before.at(-1); // 'block5b'
 * const { layers } = await attributionVectors(model, photos, objective, before);
 */
export function circuitLayers(model: Model, objective: Objective, most = 12): string[] {
  const own = objective.layers.filter((layer) => layer !== INPUT).map((layer) => model.resolve(layer));
  const usable = new Set(model.layers.filter((layer) => layer.objective).map((layer) => layer.value));
  const narrow = bottlenecks(cut(model.graph, own), model.input).filter(
    ({ outputs: [value] }) => usable.has(value!) && !own.includes(value!),
  );
  const ends = narrow.filter(endsBlock);
  const found = (ends.length ? ends : narrow).map((node) => node.outputs[0]!);
  if (!found.length)
    throw new FaccentError(`no layer before ${own.join(' and ')} carries all that it sees: name layers`);
  const step = Math.max(1, (found.length - 1) / Math.max(1, most - 1));
  return found.flatMap((_, i) => found[Math.round(i * step)] ?? []);
}
