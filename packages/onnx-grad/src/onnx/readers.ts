import type { Graph, Node } from '../graph/graph.js';

/** Operators whose values follow from their inputs' shapes. */
const SHAPES = new Set(['Shape', 'Size', 'ConstantOfShape', 'EyeLike']);

/** Whether a node reads no more of its inputs than their shapes. */
export const readsShapes = ({ operator }: Node): boolean => SHAPES.has(operator);

/** Who reads each value. */
export class Readers {
  private readonly nodes = new Map<string, Node[]>();
  private readonly outputs: ReadonlySet<string>;

  constructor(graph: Graph) {
    this.outputs = new Set(graph.outputs);
    for (const node of graph.nodes)
      for (const name of new Set(node.inputs)) {
        const known = this.nodes.get(name);
        if (known) known.push(node);
        else this.nodes.set(name, [node]);
      }
  }

  of(value: string): readonly Node[] {
    return this.nodes.get(value) ?? [];
  }

  /** The node that alone reads a value, if there is one. */
  only(value: string): Node | undefined {
    const [node, ...others] = this.of(value);
    return others.length === 0 && !this.outputs.has(value) ? node : undefined;
  }

  /** Values that nodes of a kind make of a value, step by step, and which others read, or the graph puts out. */
  behind(value: string, isOfKind: (node: Node) => boolean): Set<string> {
    const ends = new Set<string>();
    const seen = new Set([value]);
    for (const name of seen) {
      if (this.outputs.has(name)) ends.add(name);
      for (const reader of this.of(name)) {
        if (readsShapes(reader)) continue;
        if (!isOfKind(reader)) ends.add(name);
        else for (const output of reader.outputs) if (output) seen.add(output);
      }
    }
    return ends;
  }
}
