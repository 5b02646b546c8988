// Models of the Hub: which files are fetched, how they are described, and who sees the token.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.js';
import { miniInception } from '../testing/mini-inception.js';
import { completeFrom } from './complete.js';
import { findModel } from './load.js';
import { openModel } from './open.js';
import { PREPROCESSOR, REPOSITORY, WEIGHTS, bytes, hubOfTests, sha256 } from './testing/hub.js';

const { at, hub, leftovers, resolve, wholeFiles } = hubOfTests();

describe('a model of the Hub', () => {
  test('is fetched with what describes it, and not a second time', async () => {
    const heard: [string, number, number | undefined][] = [];
    const model = await resolve('hf:o/r', {
      onProgress: ({ file, bytes, total }) => heard.push([file, bytes, total]),
    });
    expect(sha256(readFileSync(model.modelPath))).toBe(sha256(WEIGHTS));
    expect(model.source).toBe(`hf:o/r@${hub.commit}/onnx/model.onnx`);
    expect(model.description).toEqual({
      size: [224, 224],
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      labels: ['tench', 'goldfish'],
    });
    expect(model.sources).toMatchObject({ size: 'preprocessor_config.json', labels: 'config.json' });
    expect(heard.at(-1)![1]).toBeGreaterThan(0);
    expect(heard.filter(([f]) => f === 'onnx/model.onnx').at(-1)).toEqual([
      'onnx/model.onnx',
      WEIGHTS.length,
      WEIGHTS.length,
    ]);
    expect(leftovers()).toEqual([]);

    hub.seen.length = 0;
    const again = await resolve('hf:o/r', { offline: true });
    expect(again).toMatchObject({ modelPath: model.modelPath, source: model.source });
    expect(hub.seen).toEqual([]);
  });

  test('at a revision, by a file, and by the address of its page', async () => {
    for (const [text, ref] of [
      ['hf:o/r@v1/onnx/model.onnx', 'v1'],
      [`${hub.endpoint}/o/r/blob/v1/onnx/model.onnx`, 'v1'],
      ['hf:o/r@refs%2Fpr%2F1', 'refs/pr/1'],
    ] as const) {
      expect((await resolve(text)).modelPath).toMatch(/models--o--r.snapshots.c0ffee0+.onnx.model\.onnx$/);
      expect(readFileSync(at('hub/models--o--r/refs', ref), 'utf8')).toBe(hub.commit);
    }
    hub.seen.length = 0;
    expect((await resolve(`hf:o/r@${hub.commit}`)).source).toBe(`hf:o/r@${hub.commit}/onnx/model.onnx`);
    expect(hub.seen).toEqual([]);
  });

  test('brings its external data', async () => {
    hub.repositories.set('o/big', {
      files: {
        'onnx/model.onnx': bytes(100),
        'onnx/model.onnx_data': bytes(5000),
        'onnx/model_fp16.onnx_data': bytes(10),
      },
    });
    await resolve('hf:o/big');
    expect(await wholeFiles()).toEqual(['model.onnx', 'model.onnx_data']);
  });

  test('model.json in the repository goes first, with its labels', async () => {
    hub.repositories.set('o/own', {
      files: {
        'model.onnx': WEIGHTS,
        'model.json': JSON.stringify({ size: [64, 64], range: [-1, 1], labels: 'names.txt' }),
        'names.txt': 'cat\ndog\n',
        'preprocessor_config.json': PREPROCESSOR,
      },
    });
    const { description } = await resolve('hf:o/own');
    expect(description).toEqual({ size: [64, 64], range: [-1, 1], labels: ['cat', 'dog'] });
  });

  test('what the graph says fills the rest', async () => {
    const { bytes: file } = await openModel(miniInception);
    const network = Network.open(file);
    network.graph.metadata
      .set('Image.BitmapPixelFormat', 'Bgr8')
      .set('Image.NominalPixelRange', 'NominalRange_0_255');
    const described = (await findModel(miniInception, {})).description;
    completeFrom(network, described);
    expect(described).toMatchObject({
      values: { size: [128, 128], range: [-2, 2] },
      sources: { size: 'model.json', range: 'model.json', channelOrder: 'model.json' },
    });
    hub.plain.set('bare.onnx', bytes(100));
    const bare = (await findModel(`${hub.contents}/plain/bare.onnx`, { size: [96, 96] })).description;
    completeFrom(network, bare);
    expect(bare).toMatchObject({
      values: { size: [96, 96], range: [0, 255], channelOrder: 'BGR' },
      sources: {
        ...{ size: 'as stated', range: "the model's metadata", channelOrder: "the model's metadata" },
      },
    });
  });

  test('a listing of several pages is read to its end', async () => {
    hub.pageSize = 1;
    const { description } = await resolve('hf:o/r');
    expect(description).toMatchObject({ size: [224, 224], labels: ['tench', 'goldfish'] });
    expect(hub.seen.filter(({ path }) => path.includes('/tree/'))).toHaveLength(4);
  });

  test('several models: they are listed', async () => {
    hub.repositories.set('o/two', { files: { 'a.onnx': WEIGHTS, 'b.onnx': WEIGHTS } });
    await expect(resolve('hf:o/two')).rejects.toThrow(
      /2 models; say which: hf:o\/two\/a.onnx, hf:o\/two\/b.onnx/,
    );
    hub.repositories.set('o/one', { files: { 'x/only.onnx': WEIGHTS } });
    expect((await resolve('hf:o/one')).modelPath).toMatch(/x.only\.onnx$/);
    hub.repositories.set('o/none', { files: { 'README.md': '' } });
    await expect(resolve('hf:o/none')).rejects.toThrow(/has no .onnx file/);
    await expect(resolve('hf:o/r/gone.onnx')).rejects.toThrow(
      /no file "gone.onnx"; its models are hf:o\/r\/onnx\/model.onnx/,
    );
    await expect(resolve('hf:o/r@gone')).rejects.toThrow(/o\/r at gone .* does not exist \(HTTP 404\)/);
  });

  test('a private one needs a token, which goes to the Hub alone', async () => {
    hub.repositories.set('o/private', { ...REPOSITORY, token: 'hf_secret' });
    await expect(resolve('hf:o/private')).rejects.toThrow(/does not exist or is private .* set HF_TOKEN/);
    process.env.HF_TOKEN = 'hf_wrong';
    await expect(resolve('hf:o/private')).rejects.toThrow(/token was refused/);
    delete process.env.HF_TOKEN;
    process.env.HUGGING_FACE_HUB_TOKEN = 'hf_secret';
    await resolve('hf:o/private');
    process.env.HUGGING_FACE_HUB_TOKEN = 'hf_wrong';
    hub.repositories.set('o/other', { ...REPOSITORY, token: 'hf_secret' });
    await resolve('hf:o/other', { token: 'hf_secret' });
    expect(hub.fetches.length).toBeGreaterThan(0);
    for (const { headers } of hub.fetches) expect(headers.authorization).toBeUndefined();
    hub.repositories.set('o/gated', { ...REPOSITORY, gated: true });
    await expect(resolve('hf:o/gated')).rejects.toThrow(/HTTP 403.*accept its conditions/);
  });

  test('names in a listing that lead out of the folder are refused', async () => {
    hub.repositories.set('o/evil', { files: { 'README.md': '' } });
    for (const name of ['../../../evil.onnx', '/tmp/evil.onnx', 'a\\..\\evil.onnx', 'evil\0.onnx']) {
      hub.listedToo = [name];
      await expect(resolve('hf:o/evil')).rejects.toThrow(/refused/);
    }
    hub.repositories.set('o/labels', {
      files: {
        'model.onnx': WEIGHTS,
        'model.json': JSON.stringify({ labels: '../../../../../../etc/passwd' }),
      },
    });
    hub.listedToo = [];
    await expect(resolve('hf:o/labels')).rejects.toThrow(/refused/);
  });

  test('its settings may not be absurdly long', async () => {
    hub.repositories.set('o/long', {
      files: { 'model.onnx': WEIGHTS, 'config.json': Buffer.alloc(17 * 2 ** 20, 32) },
    });
    await expect(resolve('hf:o/long')).rejects.toThrow(/faccent reads at most/);
  });
});
