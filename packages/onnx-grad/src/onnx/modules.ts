import { type Graph, type ModuleScope, type Node, readsOf } from '../graph/graph.js';
import { isQuantized, rectified, results } from './quantized.js';
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

/** A module of which not all nodes have been seen. */
interface Found extends Module {
  /** Whether its value is of the network's own making, a quantizer's, or a shape or a constant. */
  readonly rank: 2 | 1 | 0;
  /** The first node that makes something of it. */
  readonly begins: number;
  readonly assumed: boolean;
}

/** A module that a node is of. */
interface Membership extends ModuleScope {
  readonly recorded?: true;
  readonly alias?: string;
  /** Whether it only is one where something else says so too. */
  readonly assumed?: true;
}

/** A longer name is no path of modules: what lies in what is looked for within it again and again. In characters. */
const LONGEST = 1000;
const short = (name: string): string => (name.length > LONGEST ? '' : name);

/** What TensorFlow Lite folds into a convolution from before it, which has no value any more. */
const PADDING = /\/Pad$/;

/** Operators that TensorFlow Lite's fused activations become. */
const ACTIVATIONS = new Set(['Relu', 'Clip', 'LeakyRelu', 'Elu', 'Tanh', 'Sigmoid']);

/**
 * The modules of a network, outer before inner, in the order in which they begin: from what PyTorch's default exporter
 * records at each node, from the nodes' names (PyTorch's older exporter, TensorFlow and Keras), and from the names of
 * weights. What a module makes last is its output, other than shapes and constants.
 * @example
 * const modules = findModules(readModel(await readFile('model.onnx')));
 * modules.some(({ path }) => path === 'block5c'); // true
 */
export function findModules(graph: Graph): Module[] {
  const found = new Map<string, Found>();
  const readers = new Readers(graph);
  const depends = dependents(graph);
  const membershipsOf = memberships(graph, readers);
  const resultOf = results(graph, readers);
  graph.nodes.forEach((node, i) => {
    const value = resultOf(node);
    if (!value) return;
    // shapes and constants are worked out within modules too, and quantizers put values of their own there
    const rank = !depends.has(value) ? 0 : isQuantized(node) ? 1 : 2;
    for (const { path, type, alias, recorded, assumed = false } of membershipsOf(node)) {
      const before = found.get(path);
      const aliases = alias === undefined || before?.aliases.includes(alias) ? [] : [alias];
      found.set(path, {
        path,
        type: before?.type ?? type,
        recorded: recorded === true || before?.recorded === true,
        aliases: [...(before?.aliases ?? []), ...aliases],
        begins: before?.rank ? before.begins : i,
        assumed: assumed && before?.assumed !== false,
        ...(before && before.rank > rank ? { value: before.value, rank: before.rank } : { value, rank }),
      });
    }
  });
  const all = [...found.values()]
    .filter(({ assumed }) => !assumed)
    .sort((a, b) => a.begins - b.begins || depth(a.path) - depth(b.path));
  const outer = new Set(all.flatMap(({ path }) => outerPaths(path)));
  const softmaxes = new Set(all.flatMap(({ path, value }) => (/softmax(_\d+)?$/.test(path) ? [value] : [])));
  const isNameless = (node: Node): boolean => membershipsOf(node).length === 0;
  const outputOf = ({ path, value }: Found): string | undefined => {
    if (!outer.has(path)) return value;
    if (!softmaxes.has(value)) return rectified(graph, readers, value) ?? value;
    // an attention of Keras goes on behind its softmax, by products that tf2onnx gives no names
    const ends = [...readers.behind(value, isNameless)];
    return ends.length === 1 ? ends[0] : undefined;
  };
  return all.flatMap((module) => {
    const { path, type, recorded, aliases } = module;
    const value = outputOf(module);
    return value === undefined ? [] : [{ path, type, value, recorded, aliases }];
  });
}

const depth = (path: string): number => path.split(/[./]/).length;

/** Deeper than modules lie in modules: a name of more parts is no path of them. */
const DEEPEST = 64;

/** What a path lies in: `a.b.c` → `a`, `a.b`. */
const outerPaths = (path: string): string[] =>
  depth(path) > DEEPEST ? [] : [...path.matchAll(/[./]/g)].map(({ index }) => path.slice(0, index));

/** Names of the values that depend on more than the shapes of the graph's inputs. */
function dependents(graph: Graph): Set<string> {
  const names = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    if (readsShapes(node) || !readsOf(node).some((name) => names.has(name))) continue;
    for (const name of node.outputs) if (name) names.add(name);
  }
  return names;
}

/** Which modules each node is of. */
function memberships(graph: Graph, readers: Readers): (node: Node) => Membership[] {
  const weights = weightNames(graph);
  const names = activationsApart(graph, readers);
  const tensorFlow = layersIn(graph.nodes.map(({ name }) => short(name)));
  const read = (name: string): Membership[] => {
    const { parts, written } = tensorFlow(name);
    return enclosing(parts, '/').map((path, i) => ({
      path,
      alias: written.slice(0, written.length - parts.length + i + 1).join('/'),
    }));
  };
  return (node) => {
    // what swallowed another begins with it: a convolution, then its batch norm
    if (node.scopes) {
      const scopes = node.scopes.filter(({ path }) => short(path));
      return [...ofWeights(node), ...scopes.map((s) => ({ ...s, recorded: true as const }))];
    }
    const own = modulePath(spelt(node));
    const named =
      own === undefined
        ? names(node).flatMap(read)
        : enclosing(own.split('.'), '.').map((path) => ({ path }));
    return [...ofWeights(node), ...named];
  };

  function ofWeights(node: Node): Membership[] {
    return weights(node)
      .map(short)
      .flatMap((name): Membership[] => {
        const layer = layerOfWeight(name);
        if (layer === undefined)
          return fusedNames(name).flatMap((part) =>
            namesActivation(part) || PADDING.test(part) ? [] : assumed(read(part)),
          );
        return assumed(enclosing(layer.split('.'), '.').map((path) => ({ path })));
      });
  }
}

/** Weights are a layer's: what ends the modules around it may have none. */
const assumed = (memberships: readonly Membership[]): Membership[] =>
  memberships.map((m, i) => (i < memberships.length - 1 ? { ...m, assumed: true } : m));

/** A node's name without what ONNX Runtime appends where it merges nodes; its value's where it has lost its own. */
function spelt({ name: given, outputs: [output = ''] }: Node): string {
  const [name, value] = [short(given), short(output)];
  const parts = name.split('/');
  const merged = parts.findIndex((part, i) => i > 0 && part.indexOf('Fusion', 1) > 0 && /^\w+$/.test(part));
  const own = merged < 0 ? name : parts.slice(0, merged).join('/');
  const isAutomatic = /(_output_|:)\d+$/.test(value);
  return own.includes('/') || !isAutomatic ? own : value;
}

/**
 * The names of each node. TensorFlow Lite names a convolution by the activation that it fuses too, which is a node without
 * a name in ONNX.
 */
function activationsApart(graph: Graph, readers: Readers): (node: Node) => string[] {
  const isFolded = (name: string, { operator }: Node): boolean => PADDING.test(name) && operator !== 'Pad';
  const names = new Map(
    graph.nodes.map((node) => [node, fusedNames(spelt(node)).filter((name) => !isFolded(name, node))]),
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
  parts.length > DEEPEST ? [] : parts.map((_, i) => parts.slice(0, i + 1).join(mark));
