import { type Expression, Tensor } from 'onnx-grad';

/** Tables that are remembered: those of one canvas, for the few graphs that a run has. */
const MOST = 16;
const made = new Map<string, Tensor>();

/**
 * A constant that several graphs of a run need, computed once.
 * @param like a value of the graph, of the type that the table is to have
 * @param key what the values depend on, beside the type
 * @param dims shape of the table
 */
export function table(
  like: Expression,
  key: string,
  dims: readonly number[],
  values: () => Float64Array,
): Expression {
  const name = `${like.type}:${key}`;
  const found = made.get(name) ?? Tensor.of(like.type, dims, values());
  // the most recently used last
  made.delete(name);
  made.set(name, found);
  if (made.size > MOST) made.delete(made.keys().next().value!);
  return like.builder.constant(found);
}
