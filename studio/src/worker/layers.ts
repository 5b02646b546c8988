import { type Branch, type Model, layerTree } from 'faccent';
import type { NetworkLayers, NetworkModule } from './protocol.js';

/** All layers of a network, and its modules as they lie in one another. */
export function layersOf(model: Model): NetworkLayers {
  const layers = model.layers.map(({ name, value, operator, dims, objective }) => ({
    ...{ name, operator, objective },
    dims: dims?.slice(1),
    channels: objective ? model.images.layerDimsOf(value)?.[1] : undefined,
  }));
  const moduleOf = ({ name, type, layer, children }: Branch): NetworkModule => ({
    ...{ name, type },
    layer: layer && model.layers.indexOf(layer),
    children: children.map(moduleOf),
  });
  return { layers, modules: layerTree(model).map(moduleOf) };
}
