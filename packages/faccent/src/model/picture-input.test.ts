// Proves that networks are shown pictures in whatever form their inputs take them: channels first or last, grey, bytes,
// without an axis for several images, beside further inputs; and that what cannot be one is refused in words.
import { backend } from '#platform';
import {
  type Attribute,
  Builder,
  Graph,
  type GraphInput,
  Tensor,
  finish,
  gradient,
  writeModel,
} from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { inputGradient, strongest } from '../inspect/index.js';
import { channel } from '../objective/channel.js';
import { fourierPhase } from '../parameterization/fourier-phase.js';
import { createSession, value } from '../platform/runtime.js';
import { box } from '../transform/box.js';
import { visualize } from '../visualize.js';
import { Model } from './model.js';
import { Network } from './network.js';

type Step = [operator: string, inputs: string[], output: string, attributes?: Record<string, Attribute>];

const kernel = (channels: number): Tensor =>
  Tensor.of(
    'float32',
    [4, channels, 3, 3],
    Array.from({ length: 36 * channels }, (_, i) => Math.sin(i * 1.3)),
  );

/** A network that ends in the means of four channels of "conv". */
function bytesOf(
  inputs: readonly GraphInput[],
  steps: readonly Step[],
  constants: Record<string, Tensor>,
): Uint8Array {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push(...inputs);
  const all = { ...constants, plane: Tensor.ints([2, 3]) };
  for (const [name, tensor] of Object.entries(all)) graph.initializers.set(name, tensor);
  const tail: Step[] = [
    ['Conv', ['picture', 'w'], 'conv', { pads: [1, 1, 1, 1] }],
    ['Relu', ['conv'], 'relu'],
    ['ReduceMean', ['relu', 'plane'], 'scores', { keepdims: 0 }],
  ];
  for (const [operator, from, to, attributes = {}] of [...steps, ...tail])
    graph.nodes.push({
      ...{ name: to, operator, domain: '', inputs: from, outputs: [to] },
      attributes: new Map(Object.entries(attributes)),
    });
  graph.outputs.push('scores');
  return writeModel(graph);
}

const float = (...dims: (number | string)[]): GraphInput => ({ name: 'image', type: 'float32', dims });
const first = bytesOf([float('n', 3, 8, 8)], [['Identity', ['image'], 'picture']], { w: kernel(3) });
const description = { size: [8, 8], range: [0, 255] };
const photo = {
  size: [8, 8] as const,
  data: Float32Array.from({ length: 192 }, (_, i) => ((i * 37) % 256) / 255),
};
const scores = async (bytes: Uint8Array, more: Record<string, unknown> = {}): Promise<number[]> => {
  const top = await strongest(Model.read(bytes, { ...description, ...more }), photo, { count: 4 });
  return top.sort((a, b) => a.unit - b.unit).map(({ activation }) => activation);
};
const close = (a: readonly number[], b: readonly number[], tolerance = 1e-4): void =>
  a.forEach((v, i) => expect(Math.abs(v - b[i]!)).toBeLessThan(tolerance * (1 + Math.abs(b[i]!))));

/** The gradient of the first score in two pictures, as a step has it. */
async function slope(bytes: Uint8Array): Promise<Float32Array> {
  const model = Model.read(bytes, description);
  const b = new Builder(backend.target?.('cpu'));
  const views = b.input('views', 'float32', [2, 3, 8, 8]);
  const score = model.append(b, views, ['scores'])('scores').slice(1, 0, 1).sum();
  b.output(gradient(b, score, [views])[0]!, 'slope');
  const session = await createSession(backend, writeModel(finish(b)), { threads: 1 });
  const two = Float32Array.from({ length: 384 }, (_, i) => photo.data[(i * 5 + (i >= 192 ? 3 : 0)) % 192]!);
  const result = await session.run({ views: value([2, 3, 8, 8], two) }, ['slope']);
  await session.release();
  return result.slope!.data as Float32Array;
}

const lastToFirst: Step = ['Transpose', ['real'], 'picture', { perm: [0, 3, 1, 2] }];
const forms: [title: string, bytes: Uint8Array][] = [
  [
    'channels last',
    bytesOf([float('n', 8, 8, 3)], [['Identity', ['image'], 'real'], lastToFirst], { w: kernel(3) }),
  ],
  [
    'channels last, of any size, told by what reads it',
    bytesOf([float('n', 'h', 'w', 'c')], [['Identity', ['image'], 'real'], lastToFirst], { w: kernel(3) }),
  ],
  [
    'bytes that are made real numbers',
    bytesOf(
      [{ ...float(1, 8, 8, 3), type: 'uint8' }],
      [['Cast', ['image'], 'real', { to: 1 }], lastToFirst],
      {
        w: kernel(3),
      },
    ),
  ],
  [
    'bytes that are dequantized',
    bytesOf(
      [{ ...float('n', 3, 8, 8), type: 'uint8' }],
      [['DequantizeLinear', ['image', 'scale', 'zero'], 'picture']],
      { w: kernel(3), scale: Tensor.scalar('float32', 1), zero: Tensor.scalar('uint8', 0) },
    ),
  ],
  [
    'bytes that are resized before they are made real numbers',
    bytesOf(
      [{ ...float('n', 3, 8, 8), type: 'uint8' }],
      [
        ['Resize', ['image', '', 'same'], 'resized', { mode: 'linear' }],
        ['Cast', ['resized'], 'picture', { to: 1 }],
      ],
      { w: kernel(3), same: Tensor.of('float32', [4], [1, 1, 1, 1]) },
    ),
  ],
  [
    'no axis for several images',
    bytesOf([float(3, 8, 8)], [['Unsqueeze', ['image', 'front'], 'picture']], {
      ...{ w: kernel(3), front: Tensor.ints([0]) },
    }),
  ],
];

describe('a picture as the network takes it:', () => {
  test.each(forms)('%s', async (_, bytes) => {
    close(await scores(bytes), await scores(first));
    close([...(await slope(bytes))], [...(await slope(first))]);
    const result = await accentuate(
      Model.read(bytes, description),
      photo,
      channel({ layer: 'conv', unit: 1 }),
      {
        ...{ steps: 4, transform: box({ views: 3 }), threads: 1 },
      },
    );
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
  });

  test('one channel is given the luma, and grey pictures come out', async () => {
    const bytes = bytesOf([float('n', 1, 8, 8)], [['Identity', ['image'], 'picture']], { w: kernel(1) });
    const model = Model.read(bytes, { size: [8, 8], mean: [0.5], std: [0.25] });
    const { image } = await accentuate(model, photo, channel({ layer: 'conv', unit: 1 }), {
      ...{ steps: 3, transform: box({ views: 2 }), threads: 1 },
    });
    const [r, g, b] = [0, 1, 2].map((c) => [...image.data.subarray(64 * c, 64 * (c + 1))]);
    expect(r).toEqual(g);
    expect(r).toEqual(b);
    const [white] = await strongest(
      model,
      { size: [8, 8], data: new Float32Array(192).fill(1) },
      { count: 1 },
    );
    const [tinted] = await strongest(
      model,
      { size: [8, 8], data: Float32Array.from({ length: 192 }, (_, i) => (i < 64 ? 1 / 0.299 : 0)) },
      { count: 1 },
    );
    expect(tinted!.activation).toBeCloseTo(white!.activation, 4);
  });

  test('bytes have the range 0 to 255 and no other', () => {
    const bytes = bytesOf(
      [{ ...float('n', 3, 8, 8), type: 'uint8' }],
      [['Cast', ['image'], 'picture', { to: 1 }]],
      {
        w: kernel(3),
      },
    );
    expect(() => Model.read(bytes, { size: [8, 8], range: [-1, 1] })).toThrow('its range is 0 to 255');
  });

  test('of several inputs the one that is shaped like a picture, and outputs that need no other', async () => {
    const graph: GraphInput[] = [
      { name: 'ids', type: 'int64', dims: ['n', 7] },
      float('n', 3, 8, 8),
      { name: 'gain', type: 'float32', dims: [1, 4] },
    ];
    const bytes = bytesOf(graph, [['Identity', ['image'], 'picture']], { w: kernel(3) });
    close(await scores(bytes), await scores(first));
    const { gradient: g } = await inputGradient(Network.open(bytes), {
      ...{ layer: 'scores', unit: 0, wrt: Network.open(bytes).pictureInput() },
      inputs: { image: value([1, 3, 8, 8], photo.data) },
    });
    expect(g.dims).toEqual([1, 3, 8, 8]);
  });

  test('the values of further inputs are lists as their shapes are, or one number for all', async () => {
    const inputs: GraphInput[] = [float('n', 3, 8, 8), { name: 'gain', type: 'float32', dims: [1, 3, 1, 1] }];
    const bytes = bytesOf(inputs, [['Mul', ['image', 'gain'], 'picture']], { w: kernel(3) });
    const one = await scores(bytes, { inputs: { gain: 2 } });
    close(
      one,
      (await scores(first)).map((v) => 2 * v),
    );
    expect(await scores(bytes, { inputs: { gain: [2, 2, 2] } })).toEqual(one);
    expect(await scores(bytes, { inputs: { gain: [[[[2]], [[2]], [[2]]]] } })).toEqual(one);
    await expect(scores(bytes, { inputs: { gain: [2, 2] } })).rejects.toThrow(
      'the input "gain" is 1 × 3 × 1 × 1, and 2 numbers are given for it',
    );
    await expect(scores(bytes, { inputs: { gain: [[2, 2], [2]] } })).rejects.toThrow(
      'rows of different lengths',
    );
  });

  test('other channels than colours are those of a stack of planes', async () => {
    const bytes = bytesOf([float('n', 4, 8, 8)], [['Identity', ['image'], 'picture']], { w: kernel(4) });
    const model = Model.read(bytes, { size: [8, 8], range: [-1, 1] });
    const stack = {
      size: [8, 8] as const,
      data: Float32Array.from({ length: 256 }, (_, i) => ((i * 37) % 256) / 255),
    };
    const { image, opacity, activation } = await accentuate(
      model,
      stack,
      channel({ layer: 'conv', unit: 1 }),
      {
        ...{ steps: 4, transform: box({ views: 3 }), threads: 1 },
      },
    );
    expect([image.data.length, opacity.length]).toEqual([256, 256]);
    expect(activation.after).toBeGreaterThan(activation.before);
    await expect(accentuate(model, photo, channel({ layer: 'conv', unit: 1 }))).rejects.toThrow(
      'has 4 channels, and the picture has 3: give a stack of 4 planes',
    );
    await expect(strongest(Model.read(first, description), stack)).rejects.toThrow('is a stack of 4 planes');
    const noise = await visualize(model, channel({ layer: 'conv', unit: 1 }), [8, 8], {
      ...{ steps: 1, transform: box({ views: 2 }), threads: 1 },
    });
    expect(noise.image.data.length).toBe(256);
    await expect(
      accentuate(model, stack, channel({ layer: 'conv', unit: 1 }), { parameterization: fourierPhase() }),
    ).rejects.toThrow('"fourierPhase" makes pictures of three colours, and the network sees 4 channels');
  });

  test('a mean has one number, or one of each channel', () => {
    expect(() => Model.read(first, { size: [8, 8], mean: [1, 2] })).toThrow('mean has 2 numbers');
  });

  test.each([
    [[float('n', 3, 4, 8, 8)], 'a film or a volume'],
    [[float('n', 3, 8, 8), { ...float('n', 3, 8, 8), name: 'other' }], 'say which takes the image'],
    [[{ ...float('n', 3, 8, 8), type: 'int64' as const }], 'takes int64, which no picture is made of'],
  ])('what cannot be one is refused (%#)', (inputs, message) => {
    const bytes = bytesOf(inputs, [['Identity', ['image'], 'picture']], { w: kernel(3) });
    expect(() => Model.read(bytes, description)).toThrow(message);
  });
});
