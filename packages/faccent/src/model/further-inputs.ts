import { type Builder, type Expression, type Graph, type GraphInput, Tensor, cut, sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Nested } from './description.js';

/** The shape of nested lists; undefined where they are not of one length. */
function shapeOf(value: Nested): number[] | undefined {
  if (typeof value === 'number') return [];
  const inner = (value as readonly Nested[]).map(shapeOf);
  const [first = []] = inner;
  return inner.every((dims) => dims?.join() === first?.join()) && first
    ? [value.length, ...first]
    : undefined;
}

const flat = (value: Nested): number[] =>
  typeof value === 'number' ? [value] : (value as readonly Nested[]).flatMap(flat);

/** The shape that a list of numbers has as an input: the input's own, where it is known and fits. */
function fitted({ name, dims }: GraphInput, own: readonly number[]): readonly number[] {
  const size = sizeOf(own);
  if (!dims) return own;
  const stated = dims.map((d, i) => (typeof d === 'number' ? d : dims.length === own.length ? own[i]! : 1));
  if (sizeOf(stated) === size) return stated;
  const unknown = dims.findIndex((d) => typeof d !== 'number');
  const rest = sizeOf(stated.filter((_, i) => i !== unknown));
  if (unknown >= 0 && size % rest === 0) return stated.map((d, i) => (i === unknown ? size / rest : d));
  const wanted = dims.map((d) => d ?? '?').join(' × ');
  throw new FaccentError(`the input "${name}" is ${wanted}, and ${size} numbers are given for it`);
}

/**
 * An input's value as a constant of a graph.
 * @param given a number fills the input; lists of numbers are its elements
 * @throws FaccentError where they are not of its shape
 */
export function inputValue(builder: Builder, input: GraphInput, given: Nested): Expression {
  const { name, type, dims = [] } = input;
  if (typeof given === 'number')
    return builder.scalar(given, type).expand(dims.map((d) => (typeof d === 'number' ? d : 1)));
  const own = shapeOf(given);
  if (!own) throw new FaccentError(`the value of the input "${name}" has rows of different lengths`);
  return givenConstant(builder, input, fitted(input, own), flat(given));
}

/** Numbers as a constant of an input's type, whose name says which it is given for. */
export const givenConstant = (
  builder: Builder,
  { name, type }: GraphInput,
  dims: readonly number[],
  numbers: readonly number[],
): Expression => builder.constant(Tensor.of(type, dims, numbers), builder.fresh(`given:${name}`));

/** The graph's inputs that a value is made of. */
export function inputsBehind(graph: Graph, value: string): string[] {
  const { nodes } = cut(graph, [value]);
  const read = new Set([value, ...nodes.flatMap((node) => node.inputs)]);
  return graph.inputs.map(({ name }) => name).filter((name) => read.has(name));
}
