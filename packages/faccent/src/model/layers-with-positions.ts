import { bottlenecks, endsBlock } from './bottlenecks.js';
import type { Layer } from './layers.js';
import type { Model } from './model.js';
import { findPositions } from './positions.js';

/** How many parts a name has: fewer stand for larger parts of the network. */
const partsOf = ({ modules }: Layer): number =>
  Math.min(...modules.map(({ name }) => name.split(/[./]/).length));

/** Names for fewer layers than these tell too little of a network; with as many as those, none within them are needed. */
const [FEW, ENOUGH] = [3, 6];

/** The layers of the outermost modules, and of those within them as long as they are few. */
function outermost(layers: readonly Layer[]): readonly Layer[] {
  const depths = [...new Set(layers.map(partsOf))].sort((a, b) => a - b);
  for (const depth of depths) {
    const found = layers.filter((layer) => partsOf(layer) <= depth);
    if (found.length >= ENOUGH) return found;
  }
  return layers;
}

/**
 * Layers that give a picture of a network, early to late: what all passes through, by the outermost names that people have
 * for it, with positions that lie on the picture. Empty where no layer has such.
 * @param most spread evenly over the network where there are more, the last among them
 * @example layersWithPositions(model, 8).map(({ name }) => name); // ['block1a', 'block3a', …, 'head']
 */
export function layersWithPositions(model: Model, most: number): Layer[] {
  const hasPositions = ({ name, objective, regularizer, value }: Layer): boolean => {
    if (!objective || !regularizer) return false;
    const dims = model.images.layerDimsOf(value);
    const positions = dims && findPositions(model, name, dims);
    return positions !== undefined && positions.places.length > 1;
  };
  const usable = model.layers.filter(hasPositions);
  const passes = bottlenecks(model.graph, model.input);
  const among = (nodes: typeof passes): Layer[] => {
    const values = new Set(nodes.map((node) => node.outputs[0]));
    return usable.filter(({ value }) => values.has(value));
  };
  const narrow = among(passes);
  const named = narrow.filter(({ modules }) => modules.length > 0);
  const found = [outermost(named), among(passes.filter(endsBlock)), narrow].find(
    ({ length }) => length >= Math.min(FEW, most),
  );
  return spread(found ?? usable, most);
}

/** So many of a list, evenly, the last among them. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.round(((i + 1) * list.length) / most) - 1]!);
}
