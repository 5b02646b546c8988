// What nothing says of a model is asked for at once, with a description made for it.
import { Graph, type GraphInput, writeModel } from 'onnx-grad';
import { expect, test } from 'vitest';
import { Network } from '../model/network.js';
import { askFor } from './ask.js';

const float = (name: string, ...dims: (number | string)[]): GraphInput => ({ name, type: 'float32', dims });

/** A network that adds up its inputs. */
function network(...inputs: readonly GraphInput[]): Network {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push(...inputs);
  graph.nodes.push({
    ...{ name: 'sum', operator: 'Sum', domain: '', outputs: ['sum'] },
    ...{ inputs: inputs.map(({ name }) => name), attributes: new Map() },
  });
  graph.outputs.push('sum');
  return Network.open(writeModel(graph));
}

/** The question, and the example in it. */
function asked(given: Network, values: Record<string, unknown>): [text: string, example: unknown] {
  try {
    askFor(given, values);
  } catch (error) {
    const { message } = error as Error;
    return [message, JSON.parse(/like (\{.*\}), or/.exec(message)![1]!)];
  }
  throw new Error('nothing was asked');
}

test('of colours what most are trained on is the example, in the size that the file fixes', () => {
  const [text, example] = asked(network(float('image', 'n', 3, 32, 48)), {});
  expect(text).toMatch(
    /^faccent does not know the range of this model's input: write .*, or give the options range \(or mean and std\)$/,
  );
  expect(example).toEqual({ size: [32, 48], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
});

test('of grey pictures and stacks a range is', () => {
  const [text, example] = asked(network(float('image', 'n', 1, 'h', 'w')), {});
  expect(text).toMatch(/does not know the size and range/);
  expect(example).toEqual({ size: [224, 224], range: [0, 1] });
});

test('which of several inputs is the picture and what the others have, with the range', () => {
  const two = network(float('left', 1, 3, 8, 8), float('right', 1, 3, 8, 8));
  const [text, example] = asked(two, {});
  expect(text).toMatch(
    /which of its 2 inputs takes the image .*"left" \(1 × 3 × 8 × 8\), "right".*, nor the range/,
  );
  expect(text).toMatch(/or give the options input, inputs and range/);
  expect(example).toMatchObject({ input: 'left', inputs: { right: 0 }, size: [8, 8] });
  expect(asked(two, { range: [0, 1] })[1]).toEqual({ input: 'left', inputs: { right: 0 } });
});

test('a further input without a value is asked for beside the range, and not alone', () => {
  const gained = network(float('image', 1, 3, 8, 8), float('gain', 1));
  expect(asked(gained, {})[1]).toMatchObject({ inputs: { gain: 0 }, mean: [0.485, 0.456, 0.406] });
  expect(() => askFor(gained, { range: [0, 1] })).not.toThrow();
  expect(() => askFor(gained, { range: [0, 1], inputs: { gain: 1 } })).not.toThrow();
});
