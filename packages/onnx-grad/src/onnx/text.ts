import { GraphError } from '../errors.js';
import type { Attribute } from '../graph/graph.js';
import type { Message } from './protobuf.js';
import { Kind } from './schema.js';

/** The element type of text. */
const TEXT = 8;

export const isText = (tensor: Message<'TensorProto'> | undefined): boolean => tensor?.dataType === TEXT;

/**
 * A graph's constants of text, by name. No number is made of them: they are the labels that some exporters put behind the
 * scores, and are kept so that a model that has such can be read.
 * @param around those of the graph that this one is part of
 */
export function textConstants(
  proto: Message<'GraphProto'>,
  around: ReadonlyMap<string, readonly string[]> = new Map(),
): Map<string, readonly string[]> {
  const texts = new Map(around);
  for (const tensor of proto.initializer)
    if (isText(tensor)) texts.set(tensor.name, checked(tensor.stringData, tensor));
  for (const node of proto.node) {
    const text = node.opType === 'Constant' && node.domain === '' ? textOf(node) : undefined;
    if (text) texts.set(node.output[0]!, text);
  }
  return texts;
}

function textOf({ attribute }: Message<'NodeProto'>): readonly string[] | undefined {
  const [value] = attribute;
  if (value?.type === Kind.STRING) return [value.s];
  if (value?.type === Kind.STRINGS) return value.strings;
  return isText(value?.t) ? checked(value!.t!.stringData, value!.t!) : undefined;
}

function checked(text: readonly string[], { name, dims }: Message<'TensorProto'>): readonly string[] {
  const size = dims.reduce((product, d) => product * Number(d), 1);
  if (text.length !== size)
    throw new GraphError(`the tensor "${name}" has ${text.length} texts, and its shape has ${size} elements`);
  return text;
}

/** A node's inputs without those of text, and what these say as its attribute `text`. */
export function withoutText(
  inputs: readonly string[],
  texts: ReadonlyMap<string, readonly string[]>,
): { readonly inputs: readonly string[]; readonly text: readonly (readonly [string, Attribute])[] } {
  const found = inputs.find((name) => texts.has(name));
  if (found === undefined) return { inputs, text: [] };
  return {
    inputs: inputs.map((name) => (texts.has(name) ? '' : name)),
    text: [['text', texts.get(found)!]],
  };
}
