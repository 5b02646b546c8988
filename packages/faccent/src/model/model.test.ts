// Layers by name, descriptions and their mistakes, preprocessing, and what a model sees in a picture.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { activations, inputGradient, strongest } from '../inspect/index.js';
import { value } from '../platform/runtime.js';
import { fixtureBytes, maxDifference } from '../testing/golden.js';
import { miniInceptionFile } from '../testing/mini-inception.js';
import { checkDescription } from './description.js';
import { Model } from './model.js';
import { Network } from './network.js';

const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const labels = miniInceptionFile('labels.txt').toString().trim().split('\n');
const inception = Model.read(miniInceptionFile('model.onnx'), {
  ...(JSON.parse(miniInceptionFile('model.json').toString()) as Record<string, unknown>),
  labels,
});

describe('layer names', () => {
  test('a module stands for the last value it makes; nodes and tensors for themselves', () => {
    expect(tiny.resolve('fc')).toBe('logits');
    expect(tiny.resolve('relu3')).toBe('/relu3/Relu_output_0');
    expect(tiny.resolve('/relu3/Relu')).toBe('/relu3/Relu_output_0');
    expect(tiny.resolve('/conv1/Conv_output_0')).toBe('/conv1/Conv_output_0');
    expect(inception.resolve('mixed4a/b3_0')).toBe('mixed4a/b3_0');
    expect(inception.resolve('mixed4a')).toBe('mixed4a');
  });

  test('a wrong name gets the closest', () => {
    expect(() => inception.resolve('mixd4a')).toThrow(/no layer "mixd4a"; the closest are "mixed4a"/);
  });

  test('layers have shapes and say what they can carry', () => {
    const layer = (name: string) => inception.layers.find((l) => l.name === name)!;
    expect(layer('mixed3a')).toMatchObject({ operator: 'Concat', objective: true, regularizer: true });
    expect(layer('mixed3a').dims?.slice(2)).toEqual([32, 32]);
    expect(layer('logits')).toMatchObject({ dims: [1, 101], objective: true, regularizer: false });
  });
});

describe('descriptions', () => {
  test.each([
    [{ range: [-1, 1] }, /size is missing; it should be the height and width of its input in pixels, like/],
    [{ size: [224, 224] }, /range is missing; it should be like \[-2, 2\], or else "mean" and "std"/],
    [{ size: [224], range: [0, 1] }, /size is \[224\]; it should be the height and width/],
    [{ size: [224, -1], range: [0, 1] }, /size\[1\] is -1; it should be the height and width/],
    [
      { size: [224, 224], range: [0, 1], channelOrder: 'GBR' },
      /channelOrder is "GBR"; it should be RGB or BGR/,
    ],
    [
      { size: [224, 224], mean: [1, 'x'] },
      /mean\[1\] is "x"; it should be one number, or one of each channel/,
    ],
    [{ size: [224, 224], range: [0, 1], labels: 'x' }, /labels is "x"; it should be a list of text/],
    [{ size: [224, 224], range: [0, NaN] }, /range\[1\] is .*; it should be 2 numbers/],
    [
      { size: [224, 224], range: [0, 1], inputs: { x: 'y' } },
      /inputs.x is "y"; it should be numbers or lists of numbers by name/,
    ],
  ])('%o', (given, message) => {
    expect(() => checkDescription(given)).toThrow(message);
  });

  test('name an input that exists', () => {
    expect(() =>
      Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [0, 1], input: 'x' }),
    ).toThrow('no input "x"; it has "input"');
  });

  test('give classes by label, index or synonym', () => {
    const model = Model.read(fixtureBytes('tiny.onnx'), {
      size: [32, 32],
      range: [0, 1],
      labels: ['pirate, pirate ship', 'hen', 'water hen', 'Great_White shark', '犬', '', '', '', '', ''],
    });
    expect(model.classIndex('7')).toBe(7);
    expect(model.classIndex('hen')).toBe(1);
    expect(model.classIndex('Pirate Ship')).toBe(0);
    expect(model.classIndex('great white shark')).toBe(3);
    expect(model.classIndex('犬')).toBe(4);
    expect(model.labelOf(5)).toBeUndefined();
    expect(() => model.classIndex('e')).toThrow('several classes match');
    expect(() => model.classIndex('dog')).toThrow('no class "dog"');
    expect(() => tiny.classIndex('hen')).toThrow(FaccentError);
  });
});

describe('preprocessing', () => {
  const photo = {
    size: [32, 32] as const,
    data: Float32Array.from({ length: 3 * 1024 }, (_, i) => (i % 251) / 251),
  };
  const input = async (description: Record<string, unknown>): Promise<Float32Array> => {
    const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], ...description });
    return (await activations(model, photo, 'conv1')).data;
  };

  test('a range and the mean and deviation that say the same agree', async () => {
    const byRange = await input({ range: [-2, 2] });
    const byMean = await input({ mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] });
    const byScale = await input({ scale: 255, mean: [127.5, 127.5, 127.5], std: [63.75, 63.75, 63.75] });
    expect(maxDifference(byMean, byRange)).toBeLessThan(1e-5);
    expect(maxDifference(byScale, byRange)).toBeLessThan(1e-5);
  });

  test('the layer "input" is the image in [0, 1], RGB, whatever the model makes of it', async () => {
    const description = { size: [32, 32], range: [-2, 2], channelOrder: 'BGR' };
    const model = Model.read(fixtureBytes('tiny.onnx'), description);
    const { dims, data } = await activations(model, photo, 'input');
    expect(dims).toEqual([1, 3, 32, 32]);
    expect(maxDifference(data, photo.data)).toBeLessThan(1e-6);
  });

  test('BGR exchanges red and blue', async () => {
    const swapped = Float32Array.from(
      { length: 3 * 1024 },
      (_, i) => photo.data[(2 - Math.floor(i / 1024)) * 1024 + (i % 1024)]!,
    );
    const rgb = await input({ range: [0, 1], channelOrder: 'BGR' });
    const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [0, 1] });
    const bgr = (await activations(model, { size: [32, 32], data: swapped }, 'conv1')).data;
    expect(maxDifference(rgb, bgr)).toBeLessThan(1e-5);
  });
});

describe('looking at a model', () => {
  const photo = {
    size: [64, 64] as const,
    data: Float32Array.from({ length: 3 * 4096 }, (_, i) => ((i * 37) % 255) / 255),
  };

  test('the strongest classes have labels and probabilities, in order', async () => {
    const top = await strongest(inception, photo, { count: 101 });
    expect(top[0]!.label).toBe(labels[top[0]!.unit]);
    expect(top.reduce((sum, t) => sum + t.probability!, 0)).toBeCloseTo(1, 4);
    expect(top[0]!.activation).toBeGreaterThanOrEqual(top[1]!.activation);
  });

  test('the strongest channels have positions', async () => {
    const [top] = await strongest(inception, photo, { layer: 'mixed4a', count: 1 });
    expect(top!.position).toHaveLength(2);
    expect(top!.peak!).toBeGreaterThanOrEqual(top!.activation);
  });

  test('the input gradient is that of central differences', async () => {
    const network = Network.open(fixtureBytes('tiny.onnx'));
    const dims = [1, 3, 32, 32];
    const data = Float32Array.from({ length: 3072 }, (_, i) => Math.sin(i));
    const at = (d: Float32Array) =>
      inputGradient(network, { layer: 'fc', unit: 3, wrt: 'input', inputs: { input: value(dims, d) } });
    const { gradient } = await at(data);
    const direction = Float32Array.from(gradient.data);
    const norm = Math.hypot(...direction);
    const moved = (h: number) => data.map((v, i) => v + (h * direction[i]!) / norm);
    const slope = ((await at(moved(0.01))).activation - (await at(moved(-0.01))).activation) / 0.02;
    expect(Math.abs(slope - norm) / norm).toBeLessThan(0.02);
    await expect(
      inputGradient(network, { layer: 'fc', unit: 99, wrt: 'input', inputs: { input: value(dims, data) } }),
    ).rejects.toThrow('there is no unit 99');
  });
});
