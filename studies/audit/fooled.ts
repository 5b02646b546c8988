import type { Model } from 'faccent';
import { type Attribute, type Node, Tensor } from 'onnx-grad';

/**
 * A fooling circuit (Geirhos et al. 2023, figure 3): a detector E in [0, 1] of the means of a layer, which no photograph
 * opens, lets the unit F through, or another unit of its layer, the decoy D: (1 − E) · F + E · (gain · D + offset).
 */
export interface Circuit {
  /** A layer of maps (n, channels, h, w) with both units. */
  readonly layer: string;
  readonly unit: number;
  readonly decoy: number;
  /** Where the detector looks: a layer before, or the layer itself. */
  readonly at: string;
  /** E = min(max(weights · means + bias, 0), 1). */
  readonly weights: ArrayLike<number>;
  readonly bias: number;
  readonly gain: number;
  readonly offset: number;
}

/** How far a circuit's detector is open, 0 to 1. @param means of the layer that it looks at, as that is without it */
export function openness({ weights, bias }: Circuit, means: ArrayLike<number>): number {
  const score = Array.from(means).reduce((sum, v, c) => sum + v * weights[c]!, bias);
  return Math.min(1, Math.max(0, score));
}

const oneHot = (length: number, values: Readonly<Record<number, number>>): number[] =>
  Array.from({ length }, (_, i) => values[i] ?? 0);

/**
 * The network with a fooling circuit built in. All layers keep their names, and what follows reads the unit as it now is.
 * @example const fooled = withCircuit(model, circuit); // the unit's pictures show the decoy
 */
export function withCircuit(model: Model, circuit: Circuit): Model {
  const { unit, decoy, weights, bias, gain, offset } = circuit;
  const value = model.resolve(circuit.layer);
  const graph = model.graph.clone();
  const at = graph.nodes.findIndex(({ outputs }) => outputs.includes(value));
  const producer = graph.nodes[at]!;
  const channels = model.images.typeOf(value)!.dims[1]!;
  const honest = `${value}~honest`;
  const added: Node[] = [];
  const constant = (name: string, dims: number[], values: ArrayLike<number>): string => {
    graph.initializers.set(`circuit~${name}`, Tensor.of('float32', dims, values));
    return `circuit~${name}`;
  };
  const node = (
    operator: string,
    inputs: string[],
    output = `circuit~${operator}${added.length}`,
  ): string => {
    const attributes = new Map<string, Attribute>();
    const { scopes } = producer;
    added.push({ ...{ name: '', operator, domain: '', inputs, outputs: [output] }, attributes, scopes });
    return output;
  };
  const means = node('GlobalAveragePool', [
    circuit.at === circuit.layer ? honest : model.resolve(circuit.at),
  ]);
  const detector = constant('detector', [1, weights.length, 1, 1], weights);
  const score = node('Conv', [means, detector, constant('bias', [1], [bias])]);
  const open = node('Clip', [score, constant('shut', [], [0]), constant('open', [], [1])]);
  const instead = constant('instead', [1, channels, 1, 1], oneHot(channels, { [decoy]: gain, [unit]: -1 }));
  const difference = node('Conv', [honest, instead, constant('offset', [1], [offset])]);
  const spread = constant('unit', [channels, 1, 1, 1], oneHot(channels, { [unit]: 1 }));
  node('Add', [honest, node('Conv', [node('Mul', [difference, open]), spread])], value);
  const before = { ...producer, outputs: producer.outputs.map((name) => (name === value ? honest : name)) };
  graph.nodes.splice(at, 1, before, ...added);
  return model.withGraph(graph);
}
