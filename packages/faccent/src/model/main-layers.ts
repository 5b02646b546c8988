import { bottlenecks, endsBlock } from './bottlenecks.js';
import type { Layer } from './layers.js';
import type { Model } from './model.js';

/** Operators that networks are made of. */
const CONVOLVES = /^(Conv|ConvTranspose|ConvInteger|QLinearConv|Gemm|MatMul|MatMulInteger|QLinearMatMul)$/;

/**
 * The layers that matter where there are too many to list, or nothing says which they are: the ends of blocks, which all
 * that follows passes through, and convolutions and products as far as there is room.
 * @param most how many there may be
 * @example mainLayers(model, 20).map(({ name }) => name); // ['stem/conv', 'stem', …]
 */
export function mainLayers(model: Model, most: number): Layer[] {
  const ends = new Set(
    bottlenecks(model.graph, model.input)
      .filter(endsBlock)
      .map((node) => node.outputs[0]!),
  );
  const outputs = new Set(model.graph.outputs);
  const usable = model.layers.filter(({ objective, value }) => objective || outputs.has(value));
  const isEnd = ({ value }: Layer): boolean => ends.has(value) || outputs.has(value);
  const isMain = (layer: Layer): boolean => isEnd(layer) || CONVOLVES.test(layer.operator);
  const chosen = [usable.filter(isMain), usable.filter(isEnd)].find(
    ({ length }) => length > 0 && length <= most,
  );
  return chosen ?? usable.slice(0, most);
}

/** So many layers are enough to choose one among. */
const CHOICE = 40;

/** Whether a value is made before anything was learned: of a network's own rescaling, which is the picture still. */
function isPicture({ graph }: Model): (layer: Layer) => boolean {
  const first = graph.nodes.findIndex(({ operator }) => CONVOLVES.test(operator));
  const before = new Set(graph.nodes.slice(0, Math.max(first, 0)).flatMap(({ outputs }) => outputs));
  return ({ value }) => before.has(value);
}

/**
 * An early layer that people have a name for, to hold runs at where nothing says which: a third of the way from the
 * picture, past what the network does to the picture itself. Undefined where no layer can be held at.
 * @example
 * const layer = earlyLayer(model)?.name;
 * await accentuate(model, photo, objective, { regularize: layer, strength: 4 });
 */
export function earlyLayer(model: Model): Layer | undefined {
  const still = isPicture(model);
  const usable = mainLayers(model, CHOICE).filter((layer) => layer.regularizer && !still(layer));
  const named = usable.filter(({ modules }) => modules.length > 0);
  const choice = named.length ? named : usable;
  return choice[Math.floor(choice.length / 3)];
}
