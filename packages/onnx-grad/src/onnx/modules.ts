import { type Graph, type ModuleScope, type Node, readsOf } from '../graph/graph.js';
import { Readers, readsShapes } from './readers.js';
import { fusedNames, layersIn, namesActivation } from './tensorflow-names.js';
import { modulePath } from './torch-names.js';
import { layerOfWeight, weightNames } from './weight-names.js';

/** A module of the framework that a network was written in, and the value that it makes. */
export interface Module {
  /** As the framework calls it, with the framework's own mark between the parts: `layer1.0.conv1`, `block1/out`. */
  readonly path: string;
  /** Its class, where the exporter recorded it: `torch.nn.modules.conv.Conv2d`. */
  readonly type?: string;
  /** The name of its output in the graph: the last value that it makes. */
  readonly value: string;
  /** Whether its exporter recorded it as a module; otherwise it was read off names. */
  readonly recorded: boolean;
  /** Other spellings of its path. */
  readonly aliases: readonly string[];
}

/** A module that a node is of. */
interface Membership extends ModuleScope {
  readonly recorded?: true;
  readonly alias?: string;
}

/** Operators that TensorFlow Lite's fused activations become. */
const ACTIVATIONS = new Set(['Relu', 'Clip', 'LeakyRelu', 'Elu', 'Tanh', 'Sigmoid']);

/** Operators whose values a quantizer put beside those of the network. */
const isQuantized = ({ operator }: Node): boolean =>
  /^(QLinear|QGemm|QuantizeLinear|DequantizeLinear)/.test(operator);

/**
 * The modules of a network, outer before inner, in the order in which they begin: from what PyTorch's default exporter
 * records at each node, from the nodes' names (PyTorch's older exporter, TensorFlow and Keras), and from the names of
 * weights. What a module makes last is its output, other than shapes and constants.
 * @example findModules(readModel(bytes)).find(({ path }) => path === 'layer1.0').value
 */
export function findModules(graph: Graph): Module[] {
  const found = new Map<string, Module & { rank: number }>();
  const readers = new Readers(graph);
  const depends = dependents(graph);
  const membershipsOf = memberships(graph, readers);
  const resultOf = results(graph, readers);
  for (const node of graph.nodes) {
    const value = resultOf(node);
    if (!value) continue;
    // shapes and constants are worked out within modules too, and quantizers put values of their own there
    const rank = !depends.has(value) ? 0 : isQuantized(node) ? 1 : 2;
    for (const { path, type, alias, recorded } of membershipsOf(node)) {
      const before = found.get(path);
      const aliases = alias === undefined || before?.aliases.includes(alias) ? [] : [alias];
      found.set(path, {
        path,
        type: before?.type ?? type,
        recorded: recorded === true || before?.recorded === true,
        aliases: [...(before?.aliases ?? []), ...aliases],
        ...(before && before.rank > rank ? { value: before.value, rank: before.rank } : { value, rank }),
      });
    }
  }
  const isNameless = (node: Node): boolean => membershipsOf(node).length === 0;
  return [...found.values()].flatMap(({ path, type, value, recorded, aliases }) => {
    // an attention of Keras goes on behind its softmax, by products that tf2onnx gives no names
    const inner = [...found.values()].find((m) => m.value === value && m.path.startsWith(`${path}/`));
    const [output, ...others] = /softmax(_\d+)?$/.test(inner?.path ?? '')
      ? readers.behind(value, isNameless)
      : [value];
    if (others.length > 0) return [];
    return output === undefined ? [] : [{ path, type, value: output, recorded, aliases }];
  });
}

/** Names of the values that depend on more than the shapes of the graph's inputs. */
function dependents(graph: Graph): Set<string> {
  const names = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    if (readsShapes(node) || !readsOf(node).some((name) => names.has(name))) continue;
    for (const name of node.outputs) if (name) names.add(name);
  }
  return names;
}

/** The value that a node is there for: of products of whole numbers, what they are brought back to. */
function results(graph: Graph, readers: Readers): (node: Node) => string | undefined {
  const next = (value: string, operator: string): Node | undefined => {
    const reader = readers.only(value);
    return reader?.operator === operator ? reader : undefined;
  };
  const isConstant = (name: string): boolean => graph.initializers.has(name);
  return (node) => {
    const value = node.outputs[0];
    if (!value || !/^(Conv|MatMul)Integer$/.test(node.operator)) return value;
    // to floating point, times both scales, plus the bias
    const cast = next(value, 'Cast')?.outputs[0] ?? value;
    const scaled = next(cast, 'Mul')?.outputs[0] ?? cast;
    const biased = next(scaled, 'Add');
    return biased?.inputs.some(isConstant) ? biased.outputs[0] : scaled;
  };
}

/** Which modules each node is of. */
function memberships(graph: Graph, readers: Readers): (node: Node) => Membership[] {
  const weights = weightNames(graph);
  const names = activationsApart(graph, readers);
  const tensorFlow = layersIn(graph.nodes.map(({ name }) => name));
  const read = (name: string): Membership[] => {
    const { parts, written } = tensorFlow(name);
    return enclosing(parts, '/').map((path, i) => ({
      path,
      alias: written.slice(0, written.length - parts.length + i + 1).join('/'),
    }));
  };
  return (node) => {
    // what swallowed another begins with it: a convolution, then its batch norm
    if (node.scopes)
      return [...ofWeights(node), ...node.scopes.map((s) => ({ ...s, recorded: true as const }))];
    const path = modulePath(node.name);
    const named =
      path === undefined
        ? names(node).flatMap(read)
        : enclosing(path.split('.'), '.').map((p) => ({ path: p }));
    return [...ofWeights(node), ...named];
  };

  function ofWeights(node: Node): Membership[] {
    // of the modules around it they say less: what has weights ends few of them
    return weights(node).flatMap((name): Membership[] => {
      const layer = layerOfWeight(name);
      if (layer !== undefined) return [{ path: layer }];
      return fusedNames(name).flatMap((part) => (namesActivation(part) ? [] : read(part).slice(-1)));
    });
  }
}

/**
 * The names of each node. TensorFlow Lite names a convolution by the activation that it fuses too, which is a node without
 * a name in ONNX.
 */
function activationsApart(graph: Graph, readers: Readers): (node: Node) => string[] {
  // what was folded into an operation from before it, a padding, has no value any more
  const isFolded = (name: string, { operator }: Node): boolean => /\/Pad$/.test(name) && operator !== 'Pad';
  const names = new Map(
    graph.nodes.map((node) => [node, fusedNames(node.name).filter((name) => !isFolded(name, node))]),
  );
  for (const node of graph.nodes) {
    const own = names.get(node)!;
    const activation = readers.only(node.outputs[0] ?? '');
    const isBare = activation && ACTIVATIONS.has(activation.operator) && !activation.name.includes('/');
    if (!isBare || ACTIVATIONS.has(node.operator)) continue;
    names.set(activation, own.filter(namesActivation));
    names.set(
      node,
      own.filter((name) => !namesActivation(name)),
    );
  }
  return (node) => names.get(node)!;
}

/** All that a path lies in, itself included: `a.b.c` → `a`, `a.b`, `a.b.c`. */
const enclosing = (parts: readonly string[], mark: string): string[] =>
  parts.map((_, i) => parts.slice(0, i + 1).join(mark));
