// Proves that models with constants of text can be read, as far as numbers go, and that the text is kept where it is read.
import { expect, test } from 'vitest';
import { encode } from './protobuf.js';
import { readModel } from './read.js';
import { Kind } from './schema.js';

const text = { name: 'labels', dataType: 8, dims: [2], stringData: ['cat', 'зебра'] };

/** A model that looks a label up, the labels being given by a node or a constant. */
const model = (
  constant: Parameters<typeof encode<'GraphProto'>>[1]['node'],
  initializer: (typeof text)[] = [],
): Uint8Array =>
  encode('ModelProto', {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 18 }],
    graph: {
      input: [{ name: 'index', type: { tensorType: { elemType: 7, shape: { dim: [{ dimValue: 1 }] } } } }],
      node: [...(constant ?? []), { opType: 'Gather', input: ['labels', 'index'], output: ['label'] }],
      initializer,
      output: [{ name: 'label' }],
    },
  });

const constant = (attribute: object) => [{ opType: 'Constant', output: ['labels'], attribute: [attribute] }];

test.each([
  ['a constant', model([], [text])],
  ['a node', model(constant({ name: 'value', type: Kind.TENSOR, t: text }))],
  ['a list', model(constant({ name: 'value_strings', type: Kind.STRINGS, strings: text.stringData }))],
])('text in %s', (_, bytes) => {
  const { nodes, outputs, initializers } = readModel(bytes);
  expect(nodes).toHaveLength(1);
  expect(nodes[0]!.inputs).toEqual(['', 'index']);
  expect(nodes[0]!.attributes.get('text')).toEqual(['cat', 'зебра']);
  expect(outputs).toEqual(['label']);
  expect(initializers.size).toBe(0);
});

test('text that is not as many as its shape says is an error', () => {
  expect(() => readModel(model([], [{ ...text, dims: [3] }]))).toThrow(
    /"labels" has 2 texts, and its shape has 3 elements/,
  );
});
