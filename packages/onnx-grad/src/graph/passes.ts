import type { Builder } from '../ad/expression.js';
import { GraphError } from '../errors.js';
import { denseOnSmallMaps } from '../ort/small-maps.js';
import { type Graph, type Node, readsOf } from './graph.js';

/** Graph passes; each can be switched off. */
export interface Passes {
  /** Replace what is known when the graph is built (shape arithmetic included) by constants. */
  readonly fold: boolean;
  /** Drop nodes and constants that no output needs. */
  readonly prune: boolean;
  /** Drop the network behind the deepest layer that is used. */
  readonly cut: boolean;
  /** Of a convolution that is looked at in one channel only, compute that channel. */
  readonly pick: boolean;
  /** Of depthwise convolutions of small maps make products, for targets on which those are faster. */
  readonly dense: boolean;
}

/**
 * Every pass on, as by default.
 * @example
 * builder.output(x.square(), 'y');
 * const plain = finish(builder, { ...ALL_PASSES, fold: false });
 */
export const ALL_PASSES: Passes = { fold: true, prune: true, cut: true, pick: true, dense: true };

/**
 * Takes the finished graph out of its builder and runs the passes that work on the whole of it.
 * @example
 * builder.output(x.square().sum(), 'y');
 * await writeFile('square.onnx', writeModel(finish(builder)));
 */
export function finish(builder: Builder, passes: Passes = ALL_PASSES): Graph {
  let graph: Graph = builder.graph;
  if (passes.fold) graph = fold(graph, (name) => builder.valueOf(name));
  if (passes.prune) graph = prune(graph);
  if (passes.dense) graph = denseOnSmallMaps(graph, builder);
  return graph;
}

/**
 * Replaces every node whose outputs are all known by constants.
 * @example
 * builder.output(x.mul(builder.scalar(2).mul(3)), 'y');
 * const { graph } = builder;
 * fold(graph, (name) => builder.valueOf(name)).nodes.length < graph.nodes.length; // true
 */
export function fold(graph: Graph, valueOf: Builder['valueOf']): Graph {
  const folded = graph.clone();
  const outputs = new Set(graph.outputs);
  const kept = graph.nodes.filter((node) => {
    const known = node.outputs.every((name) => !name || (valueOf(name) !== undefined && !outputs.has(name)));
    if (known) for (const name of node.outputs) if (name) folded.initializers.set(name, valueOf(name)!);
    return !known;
  });
  folded.replaceNodes(kept);
  return folded;
}

/**
 * Drops the nodes and constants that no output needs.
 * @example
 * x.square(); // which nothing needs
 * builder.output(x.relu(), 'y');
 * prune(builder.graph).nodes.length < builder.graph.nodes.length; // true
 */
export function prune(graph: Graph): Graph {
  const needed = new Set(graph.outputs);
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    kept.push(node);
    for (const name of readsOf(node)) needed.add(name);
  }
  const pruned = graph.clone();
  pruned.replaceNodes(kept.reverse());
  for (const name of graph.initializers.keys()) if (!needed.has(name)) pruned.initializers.delete(name);
  return pruned;
}

/**
 * A model as far as the given values and no further.
 * @throws GraphError if the model has no value of such a name.
 * @example
 * const early = cut(model, ['block3b']);
 * early.outputs; // ['block3b']
 * early.nodes.length < model.nodes.length; // true
 */
export function cut(model: Graph, values: readonly string[]): Graph {
  const producers = model.producers();
  for (const name of values) {
    if (!producers.has(name) && !model.inputs.some((i) => i.name === name)) {
      throw new GraphError(`the model has no value named "${name}"`);
    }
  }
  const shorter = model.clone();
  shorter.outputs.splice(0, shorter.outputs.length, ...values);
  return prune(shorter);
}
