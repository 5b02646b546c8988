// Models from files, folders and bytes: their descriptions, their weights, and what is noted of where they came from.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadModel as loadFlagged } from '../cli/models/load.js';
import { temporaryFolder, tinyModel } from '../cli/testing/folder.js';
import { folderOf } from '../platform/node/model-folder.js';
import { miniInception, miniInceptionFile } from '../testing/mini-inception.js';
import { loadEncoder } from './encoder.js';
import { loadModel } from './load.js';
import { openModel, readWeights } from './open.js';
import { SHIPPED, nameOfHash } from './shipped.js';

const work = temporaryFolder('model');
const at = (...parts: string[]): string => path.join(work, ...parts);
const LABELS = [...'abcdefghij'];
const OTHERS = LABELS.map((label) => `not ${label}`);

describe('the description of a model', () => {
  copyFileSync(tinyModel, at('net.onnx'));
  mkdirSync(at('folder'));
  copyFileSync(tinyModel, at('folder', 'model.onnx'));
  writeFileSync(
    at('folder', 'model.json'),
    JSON.stringify({ size: [32, 32], range: [-1, 1], labels: 'names.txt' }),
  );
  writeFileSync(at('folder', 'names.txt'), `${LABELS.join('\n')}\n`);

  test('stands in model.json, its labels in a file beside it', async () => {
    const model = await loadModel(at('folder'));
    expect(model.origin?.path).toBe(at('folder', 'model.onnx'));
    expect(model.description).toMatchObject({ size: [32, 32], range: [-1, 1], labels: LABELS });
  });

  test('or comes as options, which go before it', async () => {
    const given = { size: [32, 32], mean: [0, 0, 0], std: [1, 1, 1] } as const;
    expect((await loadModel(at('net.onnx'), given)).description).toMatchObject(given);
    const { description } = await loadModel(at('folder'), { mean: [0.5, 0.5, 0.5], labels: OTHERS });
    expect(description).toMatchObject({ mean: [0.5, 0.5, 0.5], labels: OTHERS, size: [32, 32] });
    expect(description.range).toBeUndefined();
  });

  test('or as flags of the command line', async () => {
    const { model } = await loadFlagged(at('net.onnx'), {
      inputSize: [32, 32],
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
    expect(model.description.mean).toEqual([0, 0, 0]);
    const flagged = await loadFlagged(at('folder'), {
      mean: [0.5, 0.5, 0.5],
      labels: at('folder', 'names.txt'),
    });
    expect(flagged.model.description.range).toBeUndefined();
    expect(flagged.model.description).toMatchObject({ mean: [0.5, 0.5, 0.5], labels: LABELS });
  });

  test('is asked for when it is nowhere', async () => {
    await expect(loadModel(at('net.onnx'))).rejects.toThrow(
      /does not know the range.*write a model.json beside it.*or give the options range/,
    );
  });

  test('a further input of the model is filled with what it says', async () => {
    writeFileSync(
      at('net.json'),
      JSON.stringify({ size: [32, 32], range: [0, 1], inputs: { threshold: 0.5 } }),
    );
    expect((await loadModel(at('net.onnx'))).description.inputs).toEqual({ threshold: 0.5 });
    rmSync(at('net.json'));
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
    const model = await loadModel(at('external.onnx'), { size: [4, 4], range: [0, 1] });
    expect([...model.graph.initializers.get('w')!.numbers]).toEqual([2]);
  });

  test.each(['../../a.bin', '/etc/secret', 'a/../../b.b', '..\\..\\b.bin', 'weight\0.bin'])(
    'are refused at %j',
    async (location) => {
      await expect(readWeights(folderOf(at('external.onnx')), withWeights(location))).rejects.toThrow(
        'refused',
      );
    },
  );

  test('are missed by name', async () => {
    await expect(readWeights(folderOf(at('external.onnx')), withWeights('missing.bin'))).rejects.toThrow(
      /"[^"]*missing.bin": there is no such file/,
    );
  });

  test('bytes have nothing beside them', async () => {
    await expect(loadModel(fixture, { size: [4, 4], range: [0, 1] })).rejects.toThrow(
      /"model.onnx": cannot read the weights "weights.bin": there is no such file/,
    );
  });
});

describe('what is noted of where a model came from', () => {
  const given = { size: [32, 32], range: [0, 1] } as const;
  const bytes = readFileSync(tinyModel);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  test('is what a recipe needs', async () => {
    expect((await loadModel(at('net.onnx'), given)).origin).toEqual({
      ...{ source: at('net.onnx'), path: at('net.onnx'), sha256 },
      sources: {
        ...Object.fromEntries(Object.keys(given).map((key) => [key, 'as stated'])),
        channelOrder: 'the usual (nothing states another)',
      },
    });
  });

  test.each([
    ['a file: address', () => pathToFileURL(at('net.onnx')), { path: at('net.onnx') }],
    ['bytes', () => bytes, { source: 'bytes' }],
    ['a Blob', () => new Blob([bytes]), { source: 'bytes' }],
    ['a File', () => new File([bytes], 'mine.onnx'), { source: 'mine.onnx' }],
    [
      'a buffer',
      () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      { source: 'bytes' },
    ],
  ])('of %s', async (_, source, known) => {
    const { origin, graph } = await loadModel(source(), given);
    expect(origin).toMatchObject({ ...known, sha256 });
    expect(graph.nodes.length).toBeGreaterThan(1);
  });

  test('is not of a model with another graph', async () => {
    const model = await loadModel(at('net.onnx'), given);
    expect(model.withGraph(model.graph).origin).toBeUndefined();
  });
});

describe.each(SHIPPED)('$name', ({ name, sha256 }) => {
  test('ships: it is found by its name, says all that must be known of it, and is the file that its hash says', async () => {
    const { description, origin, layers, logits } = await loadModel(name, { offline: true });
    expect(description).toMatchObject({ name, range: [-0.9921875, 1], regularize: 'block3b' });
    expect(description.labels).toHaveLength(1000);
    expect(origin).toMatchObject({ sha256, sources: { size: 'model.json', range: 'model.json' } });
    expect(logits).toBe('logits');
    for (const layer of ['stem', 'block1a', 'block3b', 'block7a', 'head', 'features'])
      expect(layers.map((l) => l.name)).toContain(layer);
    const { bytes } = await openModel(nameOfHash(sha256));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  });
});

describe('what ships', () => {
  test('its first is loaded where none is named', async () => {
    const [{ name, sha256 }] = SHIPPED;
    const { description, origin } = await loadModel();
    expect({ name: description.name, sha256: origin!.sha256 }).toEqual({ name, sha256 });
  });

  test('a hash of something else is that of none', () => {
    expect(nameOfHash('0'.repeat(64))).toBeUndefined();
  });

  test('once, and no longer, is said to be elsewhere: its name and its hash lead to the same words', async () => {
    const former = nameOfHash(createHash('sha256').update(miniInceptionFile('model.onnx')).digest('hex'))!;
    expect(former).toBe('mini-inception');
    const words =
      /^"mini-inception" ships no longer: .*0\.2\.0.*tests\/fixtures\/mini-inception.*give its folder as the model$/;
    await expect(loadModel(former)).rejects.toThrow(words);
    await expect(openModel(former)).rejects.toThrow(words);
    expect((await loadModel(miniInception)).description.name).toBe(former);
  });
});

test('an encoder is loaded with what a recipe says of it', async () => {
  const file = fileURLToPath(new URL('../../../../tests/recipes/encoder.onnx', import.meta.url));
  const { encoder, ...known } = await loadEncoder(file);
  expect(known).toEqual({
    path: file,
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
  });
  expect(encoder.fingerprint).not.toBe('');
  await expect(loadEncoder(at('gone.onnx'))).rejects.toThrow(/cannot read the encoder ".*gone.onnx"/);
});

test('a folder stands for the model in it, wherever tools put that', async () => {
  for (const [folder, file] of [
    ['optimum', 'onnx/model.onnx'],
    ['single', 'best.onnx'],
  ] as const) {
    mkdirSync(path.dirname(at(folder, file)), { recursive: true });
    copyFileSync(tinyModel, at(folder, file));
    const model = await loadModel(at(folder), { size: [32, 32], range: [-1, 1] });
    expect(model.origin?.source).toBe(path.resolve(at(folder, file)));
  }
  copyFileSync(tinyModel, at('single', 'last.onnx'));
  await expect(loadModel(at('single'))).rejects.toThrow(/"[^"]*model.onnx": there is no such file/);
});
