import type { Attribute, Node } from '../graph/graph.js';
import { ALL_PASSES, type Passes, finish } from '../graph/passes.js';
import type { Builder, Expression } from './expression.js';

/** What one iteration of a scan works on. */
export interface Iteration {
  /** Builds the iteration's own graph; `capture` brings values of the graph around it in. */
  readonly builder: Builder;
  /** Sums over the iterations before this one. */
  readonly items: readonly Expression[];
}

/**
 * Sums over the first axis of sequences, one item at a time: what an iteration needs is held once, however many there
 * are. An ONNX Scan.
 * @param sequences values of equal length along their first axis; an iteration is given their items, without that axis
 * @param iterate appends one iteration to its builder and returns what is to be summed
 * @returns the sums
 * @example
 * const [sum] = sumOver(builder, [x.reshape([2, 1])], ({ items: [item] }) => [item.square()]);
 * sum.dims; // [1]
 */
export function sumOver(
  builder: Builder,
  sequences: readonly Expression[],
  iterate: (iteration: Iteration) => readonly Expression[],
  passes: Passes = ALL_PASSES,
): Expression[] {
  const inner = builder.nested();
  // carried sums come first among a body's inputs, but their shapes are known last
  const items = sequences.map((s) => inner.input(inner.fresh('item'), s.type, s.dims.slice(1)));
  const terms = iterate({ builder: inner, items });
  const sums = terms.map((term) => inner.input(inner.fresh('sum'), term.type, term.dims));
  inner.graph.inputs.unshift(...inner.graph.inputs.splice(items.length));
  terms.forEach((term, i) => inner.output(sums[i]!.add(term), inner.fresh('next')));
  const name = builder.fresh('Scan');
  const node: Node = {
    name,
    operator: 'Scan',
    domain: '',
    inputs: [...terms.map((term) => builder.zeros(term).name), ...sequences.map((s) => s.name)],
    outputs: terms.map((_, i) => `${name}.${i}`),
    attributes: new Map<string, Attribute>([
      ['body', finish(inner, passes)],
      ['num_scan_inputs', sequences.length],
    ]),
  };
  return builder.emit(node, terms);
}
