import { findOperator } from '../operators/index.js';
import { ELEMENT_SIZE } from './data-type.js';
import { Graph, type Node, readsOf } from './graph.js';
import { sizeOf } from './tensor.js';

/** What the values of a graph take, in bytes. */
export interface Memory {
  /** At once, at most, weights and inputs included. */
  readonly most: number;
  /** Weights and inputs alone. */
  readonly given: number;
  /** The largest value that a node makes. */
  readonly largest?: { readonly node: Node; readonly dims: readonly number[]; readonly bytes: number };
}

/** Operators whose output is their input in another shape: a runtime copies nothing. */
const VIEWS = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);

/**
 * What a runtime needs for a graph that computes node after node, in their order, and lets go of each value behind its
 * last reader, bodies of scans included; what follows from constants alone is computed before and kept. The buffers that
 * operators have of their own are not counted, nor are values whose types are not known.
 * @example
 * builder.output(x.square().sum(), 'y');
 * const { most } = memoryOf(finish(builder)); // in bytes
 */
export function memoryOf(graph: Graph): Memory {
  const bytesOf = (name: string): number => {
    const type = graph.types.get(name);
    return type ? sizeOf(type.dims) * ELEMENT_SIZE[type.type] : 0;
  };
  let given = 0;
  for (const { half, type, size } of graph.initializers.values())
    given += half?.byteLength ?? size * ELEMENT_SIZE[type];
  for (const { name } of graph.inputs) given += bytesOf(name);

  const constant = new Set(graph.initializers.keys());
  /** The value whose bytes one is a view of. */
  const origin = new Map<string, string>();
  const own = (name: string): string => origin.get(name) ?? name;
  const last = new Map<string, number>();
  const reads = graph.nodes.map(readsOf);
  graph.nodes.forEach(({ operator, inputs, outputs }, i) => {
    const known = reads[i]!.every((name) => constant.has(name));
    if (known) for (const name of outputs) constant.add(name);
    if (VIEWS.has(operator) && inputs[0] && outputs[0]) origin.set(outputs[0], own(inputs[0]));
    for (const name of reads[i]!) {
      const kept = constant.has(name) && !known;
      last.set(own(name), kept ? Infinity : Math.max(i, last.get(own(name)) ?? 0));
    }
  });
  for (const name of graph.outputs) last.set(own(name), Infinity);

  const made = new Set<string>();
  let [live, most] = [given, given];
  let largest: Memory['largest'];
  graph.nodes.forEach((node, i) => {
    let needed = 0;
    for (const name of node.outputs) {
      if (!name || origin.has(name)) continue;
      const bytes = bytesOf(name);
      made.add(name);
      needed += bytes;
      if (bytes > (largest?.bytes ?? 0)) largest = { node, dims: graph.types.get(name)!.dims, bytes };
    }
    // a body's values are there while it runs
    let within = 0;
    for (const body of node.attributes.values())
      if (body instanceof Graph) {
        const inner = memoryOf(body);
        within = Math.max(within, inner.most);
        if ((inner.largest?.bytes ?? 0) > (largest?.bytes ?? 0)) largest = inner.largest;
      }
    let freed = 0;
    for (const name of new Set(reads[i]!.map(own)))
      if (last.get(name) === i && made.delete(name)) freed += bytesOf(name);
    // what is computed element by element takes the place of what is read for the last time
    const inPlace = findOperator(node)?.elementwise ? Math.min(freed, needed) : 0;
    most = Math.max(most, live + needed + within - inPlace);
    for (const name of node.outputs)
      if (name && !last.has(own(name)) && made.delete(name)) freed += bytesOf(name);
    live += needed - freed;
  });
  return { most, given, largest };
}
