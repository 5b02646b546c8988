import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, tinyModel } from '../cli/testing/folder.js';
import { loadModel, readExternalData } from './load.js';

const work = temporaryFolder('model');
const at = (...parts: string[]): string => path.join(work, ...parts);

describe('the description of a model', () => {
  copyFileSync(tinyModel, at('net.onnx'));
  mkdirSync(at('folder'));
  copyFileSync(tinyModel, at('folder', 'model.onnx'));
  writeFileSync(
    at('folder', 'model.json'),
    JSON.stringify({ size: [32, 32], range: [-1, 1], labels: 'names.txt' }),
  );
  writeFileSync(at('folder', 'names.txt'), 'a\nb\nc\n');

  test('stands in model.json, its labels in a file beside it', async () => {
    const { model, path: file } = await loadModel(at('folder'));
    expect(file).toBe(at('folder', 'model.onnx'));
    expect(model.description).toMatchObject({ size: [32, 32], range: [-1, 1], labels: ['a', 'b', 'c'] });
  });

  test('or comes as flags, which go before it', async () => {
    const { model } = await loadModel(at('net.onnx'), {
      inputSize: [32, 32],
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
    expect(model.description.mean).toEqual([0, 0, 0]);
    const flagged = await loadModel(at('folder'), {
      mean: [0.5, 0.5, 0.5],
      labels: at('folder', 'names.txt'),
    });
    expect(flagged.model.description.range).toBeUndefined();
    expect(flagged.description).toMatchObject({ mean: [0.5, 0.5, 0.5] });
  });

  test('is asked for when it is nowhere', async () => {
    await expect(loadModel(at('net.onnx'))).rejects.toThrow('write a model.json beside it');
  });
});

describe('weights beside the model', () => {
  const fixture = readFileSync(new URL('../fixtures/external.onnx', import.meta.url));
  /** The fixture with another name, of the same length, for the file of its weights. */
  const withWeights = (location: string): Uint8Array => {
    const bytes = Buffer.from(fixture);
    bytes.write(location, bytes.indexOf('weights.bin'));
    return bytes;
  };

  test('are read', async () => {
    writeFileSync(at('weights.bin'), new Uint8Array(new Float32Array([2]).buffer));
    writeFileSync(at('external.onnx'), fixture);
    const { model } = await loadModel(at('external.onnx'), { inputSize: [4, 4], range: [0, 1] });
    expect([...model.graph.initializers.get('w')!.numbers]).toEqual([2]);
  });

  test.each(['../../a.bin', '/etc/secret', 'a/../../b.b', '..\\..\\b.bin', 'weight\0.bin'])(
    'are refused at %j',
    async (location) => {
      await expect(readExternalData(at('external.onnx'), withWeights(location))).rejects.toThrow('refused');
    },
  );

  test('are missed by name', async () => {
    await expect(readExternalData(at('external.onnx'), withWeights('missing.bin'))).rejects.toThrow(
      /"[^"]*missing.bin": there is no such file/,
    );
  });
});
