import type { Graph, Node } from '../graph/graph.js';
import type { Readers } from './readers.js';

/** Operators whose values a quantizer put beside those of the network. */
export const isQuantized = ({ operator }: Node): boolean =>
  /^(QLinear|QGemm|QuantizeLinear|DequantizeLinear)/.test(operator);

/** The value that a node is there for: of products of whole numbers, what they are brought back to. */
export function results(graph: Graph, readers: Readers): (node: Node) => string | undefined {
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

/** The least number of a quantized type. */
const LEAST: Readonly<Record<string, number>> = { uint8: 0, int8: -128, uint16: 0, int16: -32768 };

/**
 * What is left of a ReLU that a quantizer merged into the rounding behind it: the value that its reader sees, where that
 * rounding cuts off at zero.
 */
export function rectified(graph: Graph, readers: Readers, value: string): string | undefined {
  const rounds = readers.only(value);
  if (rounds?.operator !== 'QuantizeLinear') return undefined;
  const zero = graph.initializers.get(rounds.inputs[2] ?? '');
  if (zero && zero.numbers[0] !== LEAST[zero.type]) return undefined;
  const reads = readers.of(rounds.outputs[0]!).find((node) => node.operator === 'DequantizeLinear');
  return reads?.outputs[0];
}
