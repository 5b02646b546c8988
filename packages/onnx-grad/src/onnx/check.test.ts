// Proves that a model with more of anything than there can be of it is refused before anything is made of it, by name.
import { describe, expect, test } from 'vitest';
import { GraphError } from '../errors.js';
import { MOST, checkCount, checkModel } from './check.js';
import { type Draft, decode, encode } from './protobuf.js';
import { Kind } from './schema.js';

const relu: Draft<'NodeProto'> = { name: 'r', opType: 'Relu', input: ['x'], output: ['y'] };
const of = (graph: Draft<'GraphProto'>, more: Draft<'ModelProto'> = {}) =>
  checkModel(decode('ModelProto', encode('ModelProto', { graph, ...more })));
const list = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${i}`);

test('as many nodes as exporters write, and no more', () => {
  expect(() => checkCount(60_003)).not.toThrow();
  expect(() => checkCount(MOST.nodes)).not.toThrow();
  expect(() => checkCount(1_000_000)).toThrow(
    new RegExp(`has 1000000 nodes, and more than ${MOST.nodes} are not read, since .*: simplify it`),
  );
});

describe('of a graph', () => {
  test('nothing is wrong with what networks have', () => {
    expect(() =>
      of({ node: [relu], input: [{ name: 'x' }], output: [{ name: 'y' }], initializer: [{ name: 'w' }] }),
    ).not.toThrow();
  });

  test.each([
    ['outputs', { node: [relu], output: list(MOST.outputs + 1).map((name) => ({ name })) }],
    ['inputs', { node: [relu], input: list(MOST.values + 1).map((name) => ({ name })) }],
    ['weights', { node: [relu], initializer: list(MOST.values + 1).map((name) => ({ name })) }],
  ])('too many %s are refused with their number', (what, graph) => {
    expect(() => of(graph)).toThrow(new RegExp(`\\d+ ${what}; more than \\d+ are not read`));
  });

  test('names that nobody reads are refused, wherever they are', () => {
    const name = 'n'.repeat(MOST.name + 1);
    for (const graph of [
      { node: [relu], input: [{ name }] },
      { node: [{ ...relu, name }] },
      { node: [{ ...relu, input: [name] }] },
      { node: [{ ...relu, attribute: [{ name, type: Kind.INT, i: 1 }] }] },
    ])
      expect(() => of(graph)).toThrow(/has a name of 4097 characters \("n{60}…"\)/);
  });
});

describe('of a node', () => {
  const having = (...attribute: Draft<'AttributeProto'>[]) => of({ node: [{ ...relu, attribute }] });

  test('too many inputs are refused with the node', () => {
    expect(() => of({ node: [{ ...relu, input: list(MOST.arguments + 1) }] })).toThrow(
      /Relu \(node "r"\) has 4097 inputs, 1 outputs and 0 attributes; more than 4096 are not read/,
    );
  });

  test('attributes out of all range, without a name or given twice are refused', () => {
    const far = 2n ** 63n - 1n;
    expect(() => having({ name: 'axis', type: Kind.INT, i: far })).toThrow(/has 9223372036854775807 in its/);
    expect(() => having({ name: 'pads', type: Kind.INTS, ints: [1, -far] })).toThrow(/out of all range/);
    expect(() => having({ name: 'ends', type: Kind.INTS, ints: [far] })).not.toThrow();
    expect(() => having({ name: '', type: Kind.INT, i: 1 })).toThrow(/an attribute without a name/);
    const axis = { name: 'axis', type: Kind.INT, i: 1 };
    expect(() => having(axis, axis)).toThrow(/its attribute "axis" twice/);
  });

  test('bodies within bodies are looked at too', () => {
    let node: Draft<'NodeProto'> = { ...relu, input: list(MOST.arguments + 1) };
    for (let level = 0; level < 20; level++)
      node = {
        opType: 'If',
        output: ['y'],
        attribute: [{ name: 'b', type: Kind.GRAPH, g: { node: [node] } }],
      };
    expect(() => of({ node: [node] })).toThrow(/has 4097 inputs/);
  });
});

test('operator sets that there are not are refused', () => {
  for (const version of [-1n, 2n ** 40n])
    expect(() => of({ node: [relu] }, { opsetImport: [{ domain: '', version }] })).toThrow(GraphError);
  expect(() => of({ node: [relu] }, { opsetImport: [{ domain: '', version: 18n }] })).not.toThrow();
});
