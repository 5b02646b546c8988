import { type Graph, type Module, type Node, findOperator } from 'onnx-grad';
import type { Images } from './batching.js';
import { VALUE } from './layer-names.js';

/**
 * The layer's name that stands for the views that the network is shown, in [0, 1], RGB, before its own range.
 * @example await accentuate(model, photo, subtract(objective, multiply(0.1, deepDream({ layer: INPUT }))));
 */
export const INPUT = 'input';

/** A value of the network that has a name. */
export interface Layer {
  /** What people call it, if it is the output of a module, or else its name in the graph; every command takes it. */
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
  /** The modules that it is the output of, outer before inner, by their names, with their classes where they are known. */
  readonly modules: readonly { readonly name: string; readonly type?: string }[];
}

/** What layers are listed from. */
interface Named {
  readonly graph: Graph;
  readonly modules: readonly Module[];
  /** The value that a name stands for, where it is one. */
  find(name: string): string | undefined;
}

/** The layers of a network in order, with their shapes where they are known. */
export function listLayers(network: Named, images: Pick<Images, 'typeOf' | 'dimsOf'>): Layer[] {
  const made = new Map<string, Layer['modules']>();
  const standsFor = (name: string, value: string): boolean => name !== INPUT && network.find(name) === value;
  for (const { path: name, type } of network.modules) {
    // a value of that name may come before the module
    const value = name === INPUT ? undefined : network.find(name);
    if (value !== undefined) made.set(value, [...(made.get(value) ?? []), { name, ...(type && { type }) }]);
  }
  return network.graph.nodes.flatMap((node) => {
    const plumbing = findOperator(node)?.plumbing === true;
    return node.outputs.flatMap((value): Layer[] => {
      const own = made.get(value) ?? [];
      if (!value || (plumbing && own.length === 0)) return [];
      const dims = images.dimsOf(value);
      const channels = images.typeOf(value)?.type === 'float32' && dims !== undefined;
      const modules = own.map(({ name }) => name).reverse();
      const names = [...(isGiven(node, value) ? [value] : []), ...modules, value, node.name];
      return [
        {
          name: names.find((name) => standsFor(name, value)) ?? `${VALUE}${value}`,
          value,
          operator: node.operator,
          dims: dims ?? images.typeOf(value)?.dims,
          objective: channels,
          regularizer: channels && dims.length >= 3,
          modules: own,
        },
      ];
    });
  });
}

/** Whether the model's maker may have chosen the value's name, which then says more than the module's. */
const isGiven = ({ scopes, name }: Node, value: string): boolean =>
  scopes === undefined && !/(_output_|:)\d+$/.test(value) && !(value === name && value.includes('/'));
