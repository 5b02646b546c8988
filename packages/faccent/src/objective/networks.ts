import { INPUT } from '../model/layers.js';
import type { Model } from '../model/model.js';
import type { Objective, SeenNetwork } from './objective.js';

/** What is seen in several networks, each once. */
export function together(seen: readonly SeenNetwork[]): SeenNetwork[] {
  const all = new Map<Model, { layers: Set<string>; photographLayers: Set<string> }>();
  for (const { model, layers, photographLayers = [] } of seen) {
    const known = all.get(model) ?? { layers: new Set(), photographLayers: new Set() };
    all.set(model, known);
    for (const layer of layers) known.layers.add(layer);
    for (const layer of photographLayers) known.photographLayers.add(layer);
  }
  return [...all].map(([model, { layers, photographLayers }]) => ({
    model,
    layers: [...layers],
    photographLayers: [...photographLayers],
  }));
}

/** What an objective looks at, network by network, of which the run's own is the first. */
export const networksSeen = (
  model: Model,
  { layers, photographLayers, networks = [] }: Pick<Objective, 'layers' | 'photographLayers' | 'networks'>,
): SeenNetwork[] => together([{ model, layers, photographLayers }, ...networks]);

/** Whether an objective compares the picture with the photograph that a run starts from. */
export const comparesWithPhotograph = ({
  photographLayers = [],
  networks = [],
}: Pick<Objective, 'photographLayers' | 'networks'>): boolean =>
  photographLayers.length > 0 || networks.some((seen) => (seen.photographLayers ?? []).length > 0);

/** The first layer that an objective looks at, and whose it is: the picture itself where it looks at none. */
export function firstSeen(
  model: Model,
  objective: Objective,
): { readonly model: Model; readonly layer: string } {
  const seen = networksSeen(model, objective).find(({ layers }) => layers.length);
  return seen ? { model: seen.model, layer: seen.layers[0]! } : { model, layer: INPUT };
}
