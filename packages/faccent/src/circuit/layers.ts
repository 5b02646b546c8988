import { cut } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { INPUT } from '../model/layers.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';

/** Operators that end a block: what they make is what the next one reads. */
const ENDS = new Set([
  ...[
    'Relu',
    'LeakyRelu',
    'PRelu',
    'Clip',
    'Elu',
    'Selu',
    'Gelu',
    'Mish',
    'HardSwish',
    'Concat',
    'Add',
    'Mul',
  ],
]);

/**
 * Layers that everything the objective sees passes through, before its own, in order: the ends of a network's blocks.
 * @param most spread evenly over the network where there are more
 * @returns names of values, at least one
 * @throws FaccentError where there is none, or a layer is not there
 * @example const { layers } = await attributionVectors(model, images, objective, circuitLayers(model, objective))
 */
export function circuitLayers(model: Model, objective: Objective, most = 12): string[] {
  const own = objective.layers.filter((layer) => layer !== INPUT).map((layer) => model.resolve(layer));
  const { nodes } = cut(model.graph, own);
  const seen = new Set([model.input]);
  const lastRead = new Map<string, number>();
  nodes.forEach((node, i) => {
    const read = node.inputs.filter((name) => seen.has(name));
    for (const name of read) lastRead.set(name, i);
    if (read.length) for (const name of node.outputs) seen.add(name);
  });
  for (const name of own) lastRead.set(name, Infinity);
  const usable = new Set(model.layers.filter((layer) => layer.objective).map((layer) => layer.value));
  const narrow = nodes.filter((node, i) => {
    const [value] = node.outputs;
    // whatever was made before is read here for the last time
    const open = nodes.slice(0, i).some((n) => n.outputs.some((name) => (lastRead.get(name) ?? -1) > i));
    return (
      seen.has(value!) &&
      usable.has(value!) &&
      !own.includes(value!) &&
      !open &&
      (lastRead.get(model.input) ?? -1) <= i
    );
  });
  const ends = narrow.filter((node) => ENDS.has(node.operator));
  const found = (ends.length ? ends : narrow).map((node) => node.outputs[0]!);
  if (!found.length)
    throw new FaccentError(`no layer before ${own.join(' and ')} carries all that it sees: name layers`);
  const step = Math.max(1, (found.length - 1) / Math.max(1, most - 1));
  return found.flatMap((_, i) => found[Math.round(i * step)] ?? []);
}
