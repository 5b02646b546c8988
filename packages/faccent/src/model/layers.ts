import { distance as editDistance } from 'fastest-levenshtein';
import { type Graph, type Node, findOperator, modulePath } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Images } from './batching.js';

/** The layer's name that stands for the views that the network is shown, in [0, 1], RGB, before its own range. */
export const INPUT = 'input';

/** A value of the network that has a name. */
export interface Layer {
  /** How the network's framework calls it, with `/` or `.` between the parts. */
  readonly name: string;
  /** The value's name in the ONNX graph. */
  readonly value: string;
  readonly operator: string;
  /** Shape for one image; undefined where an operator before it is not supported. */
  readonly dims: readonly number[] | undefined;
  /** Whether it has channels and can be differentiated, so that an objective can be taken there. */
  readonly objective: boolean;
  /** Whether it also has positions, so that the regularizer can be taken there. */
  readonly regularizer: boolean;
}

/** One spelling for what frameworks separate with dots or slashes. */
const simple = (name: string): string => name.replaceAll('/', '.').replace(/^\./, '');

/**
 * The value that a name stands for: a name as it is, or the one value that has it as its first or last parts.
 * @throws FaccentError with the closest names where there is none, or with the candidates where there are several.
 */
export function resolveLayer(names: ReadonlyMap<string, string>, wanted: string): string {
  const exact = names.get(wanted);
  if (exact !== undefined) return exact;
  const target = simple(wanted);
  const matching = (test: (name: string) => boolean): Map<string, string> =>
    new Map([...names].filter(([name]) => test(simple(name))).map(([name, value]) => [value, name]));
  for (const test of [
    (name: string) => name === target,
    (name: string) => name.endsWith(`.${target}`),
    (name: string) => name.startsWith(`${target}.`),
  ]) {
    const found = matching(test);
    if (found.size === 1) return [...found.keys()][0]!;
    if (found.size > 1) {
      const some = [...found.values()].slice(0, 5).map((name) => `"${name}"`);
      throw new FaccentError(
        `"${wanted}" could be ${found.size} layers: ${some.join(', ')}${found.size > 5 ? ', …' : ''}; give more of the name`,
      );
    }
  }
  const near = [...names.keys()]
    .map((name) => ({ name, cost: name.includes(wanted) ? 0 : editDistance(name, wanted) }))
    .sort((a, b) => a.cost - b.cost || a.name.length - b.name.length)
    .slice(0, 3)
    .map(({ name }) => `"${name}"`);
  throw new FaccentError(`the model has no layer "${wanted}"; the closest are ${near.join(', ')}`, {
    help: 'layers',
  });
}

/** The layers of a network in order, with their shapes where they are known. */
export function listLayers(graph: Graph, images: Pick<Images, 'typeOf' | 'dimsOf'>): Layer[] {
  return graph.nodes
    .filter((node) => !findOperator(node)?.plumbing)
    .flatMap((node): Layer[] => {
      const value = node.outputs[0];
      if (!value) return [];
      const dims = images.dimsOf(value);
      const channels = images.typeOf(value)?.type === 'float32' && dims !== undefined && dims.length >= 2;
      return [
        {
          name: layerName(node, value),
          value,
          operator: node.operator,
          dims: dims ?? images.typeOf(value)?.dims,
          objective: channels,
          regularizer: channels && dims.length >= 3,
        },
      ];
    });
}

function layerName(node: Node, value: string): string {
  const path = modulePath(node.name);
  // a name that the model's maker gave the value says more than the module path
  return path && value.includes('_output_') ? `${path}/${node.operator}` : value;
}
