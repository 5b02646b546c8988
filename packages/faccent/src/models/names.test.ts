// Names: of the network that ships, of the catalogue, of one's own; listed, shown and removed.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { addModel, listModels, removeModel, showModel } from '../cli/models/commands.js';
import { shippedFile } from '../platform/node/model-folder.js';
import { miniInception, miniInceptionFile } from '../testing/mini-inception.js';
import { loadModel } from './load.js';
import { SHIPPED } from './shipped.js';
import { REPOSITORY, WEIGHTS, hubOfTests, sha256 } from './testing/hub.js';

const { at, hub, resolve, wholeFiles } = hubOfTests();

describe('names', () => {
  const printed = async (run: () => Promise<void>): Promise<string> => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    await run().finally(() => log.mockRestore());
    // eslint-disable-next-line no-control-regex
    return lines.join('\n').replace(/\u001b\[\d+m/g, '');
  };

  test('of what ships, with what is beside it; its folder stands for the same', async () => {
    const { description, sources, modelPath } = await resolve('efficientnet-lite0', { offline: true });
    expect(description).toMatchObject({ size: [224, 224], regularize: 'block3b' });
    expect(description.labels).toHaveLength(1000);
    expect(new Set(Object.values(sources))).toEqual(new Set(['model.json']));
    expect(modelPath).toBe(shippedFile('efficientnet-lite0'));
    expect((await resolve(path.dirname(modelPath))).modelPath).toBe(modelPath);
  });

  test('of what ships, listed and shown', async () => {
    const listed = await printed(() => listModels({}));
    for (const { name, about, sha256: hash } of SHIPPED) {
      expect(listed).toMatch(new RegExp(`^ +${name} +${about}$`, 'm'));
      expect(await printed(() => showModel(name, {}))).toBe(
        `${name}: ${about}\n${shippedFile(name)}\nSHA-256 ${hash}`,
      );
    }
  });

  test('of what shipped once leads to it once a person has given it', async () => {
    await expect(resolve('mini-inception')).rejects.toThrow(/"mini-inception" ships no longer/);
    await printed(() => addModel('mini-inception', miniInception, {}));
    expect((await resolve('mini-inception')).description).toMatchObject({ size: [128, 128] });
  });

  test('of the catalogue, with labels of another repository', async () => {
    hub.repositories.set('onnxmodelzoo/mobilenetv2-12', { files: { 'mobilenetv2-12.onnx': WEIGHTS } });
    hub.repositories.set('Xenova/resnet-50', REPOSITORY);
    const { description, sources } = await resolve('mobilenet-v2');
    expect(description.labels).toEqual(['tench', 'goldfish']);
    expect(sources).toMatchObject({
      size: "the catalogue's entry mobilenet-v2",
      labels: 'hf:Xenova/resnet-50/config.json',
    });
  });

  test('without those labels it works all the same', async () => {
    hub.repositories.set('onnxmodelzoo/mobilenetv2-12', { files: { 'mobilenetv2-12.onnx': WEIGHTS } });
    const { description, sources } = await resolve('mobilenet-v2');
    expect(description.labels).toBeUndefined();
    expect(sources.labels).toMatch(/resnet-50\/config.json has none: Xenova\/resnet-50/);
  });

  test('without them where what should hold them is damaged, too', async () => {
    hub.repositories.set('onnxmodelzoo/mobilenetv2-12', { files: { 'mobilenetv2-12.onnx': WEIGHTS } });
    hub.repositories.set('Xenova/resnet-50', { files: { 'config.json': '{' } });
    const { sources } = await resolve('mobilenet-v2');
    expect(sources.labels).toMatch(/has none: ".*config.json" is not JSON/);
  });

  test('a model that is loaded by its name says where each thing is from, and does without a layer that it has not', async () => {
    hub.repositories.set('Xenova/resnet-18', {
      files: { 'onnx/model.onnx': miniInceptionFile('model.onnx') },
    });
    const model = await loadModel('resnet-18', { range: [-2, 2] });
    const { source } = model.origin!;
    expect(model.description).toMatchObject({ size: [224, 224], range: [-2, 2] });
    expect(model.description).not.toHaveProperty('regularize');
    expect(model.logits).toBe('logits');
    expect(source).toBe(`hf:Xenova/resnet-18@${hub.commit}/onnx/model.onnx`);
    expect(model.facts.find(({ what }) => what === 'regularize')).toEqual({
      ...{ what: 'regularize', value: 'no layer' },
      from: `this file has no "resnet.encoder.stages.0" of the catalogue's entry resnet-18`,
    });
  });

  test('misspelt, or written like a file', async () => {
    await expect(resolve('resnet-5')).rejects.toThrow(/closest names are resnet-50,/);
    await expect(resolve('Xenova/resnet-50')).rejects.toThrow(/is written hf:Xenova\/resnet-50/);
    await expect(loadModel('gone.onnx')).rejects.toThrow(
      /cannot read the model "gone.onnx": there is no such file/,
    );
    await expect(loadModel('some/gone.onnx')).rejects.toThrow(/there is no such file/);
  });

  test('one’s own: added, listed, shown, used and removed', async () => {
    expect(
      await printed(() => addModel('mine', 'hf:o/r', { inputSize: [96, 96], regularize: 'layer1' })),
    ).toMatch(/^mine now stands for hf:o\/r/);
    const { description } = await resolve('mine');
    expect(description).toMatchObject({ size: [96, 96], regularize: 'layer1', mean: [0.5, 0.5, 0.5] });
    expect(await printed(() => listModels({}))).toMatch(/ 200 kB {2}mine +hf:o\/r[^]*200 kB in /);
    expect(JSON.parse(await printed(() => listModels({ json: true })))).toMatchObject({
      cache: { files: { length: 3 } },
    });
    const shown = await printed(() => showModel('mine', {}));
    expect(shown).toMatch(/size +\[96,96\]/);
    expect(shown).toContain(`SHA-256 ${sha256(WEIGHTS)}; checked by SHA-256`);
    const removed = await printed(() => removeModel('mine'));
    expect(removed).toMatch(/deleted .*model\.onnx \(200 kB\)[^]*mine is no longer a name/);
    expect(await wholeFiles()).toEqual([]);
    await expect(resolve('mine')).rejects.toThrow(/neither a file nor a model's name/);
    await expect(printed(() => removeModel('mine'))).rejects.toThrow(/neither a file/);
  });

  test('that cannot be given or taken', async () => {
    for (const taken of ['resnet-50', 'efficientnet-lite0'])
      await expect(addModel(taken, 'hf:o/r', {})).rejects.toThrow(/name of the catalogue/);
    await expect(addModel('../x', 'hf:o/r', {})).rejects.toThrow(/cannot be a name/);
    await expect(addModel('x', 'nowhere', {})).rejects.toThrow(/there is no file "nowhere"/);
    await expect(removeModel('efficientnet-lite0')).rejects.toThrow(/deletes nothing but its own/);
    expect(await printed(() => removeModel('resnet-50'))).toMatch(/nothing of resnet-50 is in the cache/);
    const own = at('net.onnx');
    writeFileSync(own, WEIGHTS);
    await printed(() => addModel('local', own, {}));
    expect(await printed(() => removeModel('local'))).toMatch(/no longer a name/);
    expect(sha256(readFileSync(own))).toBe(sha256(WEIGHTS));
  });
});
