// What is told of a model: each thing that was taken, and where it is from; what contradicts the file is refused.
import { writeModel } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { fixtureBytes } from '../testing/golden.js';
import { Model } from './model.js';
import { Network } from './network.js';

const bytes = fixtureBytes('tiny.onnx');
const description = { size: [32, 32], range: [-2, 2] };
const read = (more: object): Model => Model.read(bytes, { ...description, ...more });
const told = (model: Model): Record<string, [value: string, from: string]> =>
  Object.fromEntries(model.facts.map(({ what, value, from }) => [what, [value, from]]));

/** The same network with a fixed size. */
function fixed(...dims: readonly number[]): Uint8Array {
  const { graph } = Network.open(bytes);
  graph.inputs.splice(0, 1, { ...graph.inputs[0]!, dims });
  return writeModel(graph);
}

test('all that was taken, and where each is from', () => {
  expect(told(read({ regularize: 'relu2' }))).toEqual({
    input: ['"input"', 'its graph (its only input)'],
    layout: ['channels first (NCHW)', 'its graph (the shape of its input)'],
    size: ['32 × 32', 'as stated'],
    range: ['-2 to 2', 'as stated'],
    channels: ['RGB', 'the usual (nothing states another)'],
    output: ['"logits"', 'its graph (it is the only output)'],
    scores: ['"logits", plain numbers', 'its graph'],
    labels: ['none: classes go by their index', 'nothing states any'],
    regularize: ['"relu2"', 'as stated'],
  });
});

test.each([
  ['labels', { labels: ['a', 'b'] }, ['2, "a" to "b"', 'as stated']],
  [
    'range',
    { range: undefined, mean: [0.5, 0.25, 0], std: [1, 2, 3] },
    ['pixels of 0 to 1, less 0.5, 0.25, 0, by 1, 2, 3', 'as stated'],
  ],
  ['range', { range: undefined, scale: 255, mean: [104] }, ['pixels of 0 to 255, less 104', 'as stated']],
  ['channels', { channelOrder: 'BGR' }, ['BGR', 'as stated']],
  ['input "gain"', { inputs: { gain: 2 } }, ['given', 'as stated']],
  ['output', { logits: 'fc' }, ['"logits"', 'as stated']],
])('%s of %j', (what, more, expected) => {
  expect(told(read(more))[what]).toEqual(expected);
});

test('the classes of a detector are some of its units', () => {
  const { graph } = Network.open(bytes);
  graph.metadata.set('task', 'detect');
  const scores = (labels: string[]): string =>
    told(Model.read(writeModel(graph), { ...description, logits: 'conv1', labels })).scores![0];
  const plain = '"/conv1/Conv_output_0", plain numbers, of which';
  expect(scores(['a', 'b'])).toBe(`${plain} units 4 to 5 are the classes`);
  expect(scores(['a'])).toBe(`${plain} unit 4 is the class`);
});

describe('what contradicts the file is refused', () => {
  test.each([
    [
      'another size than it takes',
      fixed(1, 3, 32, 32),
      { size: [64, 64] },
      /size is 64 × 64, and the model's input "input" takes 32 × 32 alone/,
    ],
    [
      'channels where they are not',
      fixed(1, 3, 32, 32),
      { layout: 'NHWC' },
      /layout is NHWC, and .* 1 × 3 × 32 × 32, has its channels where NCHW has them/,
    ],
  ])('%s', (_, file, more, message) => {
    expect(() => Model.read(file, { ...description, ...more })).toThrow(message);
  });
});
