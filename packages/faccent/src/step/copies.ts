import type { Builder, Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Layers } from '../model/copy.js';
import type { Model } from '../model/model.js';
import { networksSeen } from '../objective/networks.js';
import type { LayerOf } from '../objective/objective.js';
import type { ProbePlan } from './plan.js';

/** Views as a network is to be shown them. */
type ViewsFor = (model: Model) => Expression;

/** Of which layers copies are made: what the objective looks at in pictures, or what it compares with in the photograph. */
type Which = 'layers' | 'photographLayers';

/**
 * Appends what an objective looks at to a graph: the run's own network, and the others that the objective names.
 * @param prefix of the copies' values
 * @param further layers of the run's own network
 * @returns layers, of the run's own network unless another is named
 */
export function appendCopies(
  builder: Builder,
  { model: own, objective, passes }: ProbePlan,
  views: ViewsFor,
  which: Which,
  { prefix, further = [] }: { readonly prefix?: string; readonly further?: readonly string[] } = {},
): LayerOf {
  const copies = new Map<Model, Layers>();
  for (const [i, seen] of networksSeen(own, objective).entries()) {
    const layers = [...new Set([...(seen[which] ?? []), ...(i === 0 ? further : [])])];
    if (layers.length === 0) continue;
    const { model } = seen;
    const named = i === 0 ? prefix : `network ${i}:${prefix ?? ''}`;
    copies.set(model, model.append(builder, views(model), layers, { passes, prefix: named }));
  }
  return (layer, network = own) => {
    const copy = copies.get(network);
    if (!copy) throw new FaccentError(`the objective looks at "${layer}", which is not among its layers`);
    return copy(layer);
  };
}
