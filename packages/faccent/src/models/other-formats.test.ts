// What people have in the place of an ONNX file is called by its name, with how it becomes one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyModel } from '../cli/testing/folder.js';
import { loadModel } from './load.js';
import { refuseOtherFormats } from './other-formats.js';

const folder = temporaryFolder('other-formats');
const bytesOf = (letters: string): Uint8Array => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
const zip = (first: string): string => `PK\u0003\u0004\0\0\b\b${'\0'.repeat(18)}${first}`;

test.each([
  [
    'torch.save',
    zip('weights/data.pklFB'),
    /"net": this is a file of PyTorch, and not an ONNX model: export .*pytorch\.md/,
  ],
  ['TorchScript', zip('traced/data/0FB'), /file of PyTorch/],
  ['torch.export.save', zip('program/data/weights/weight_0'), /file of PyTorch/],
  ['an old torch.save', '\u0080\u0002\u008a\nl', /a pickle of Python, as PyTorch once wrote/],
  ['safetensors', '`\u0004\0\0\0\0\0\0{"bn1"', /weights without the network that they are of/],
  ['Keras 3', zip('metadata.json{"keras_version"'), /a network of Keras, .*docs\/exporters\/keras\.md/],
  ['Keras 2', '\u0089HDF\r\n\u001a\n\0', /an HDF5 file, as Keras writes/],
  ['TensorFlow Lite', '\u001c\0\0\0TFL3\u0014', /a network of TensorFlow Lite, .*by tf2onnx/],
  ['an archive', zip('readme.txt'), /an archive, and not an ONNX model: unpack it/],
  ['gzip', '\u001f\u008b\b', /unpack it/],
  ['GGUF', 'GGUF\u0003', /language model/],
  ['Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d\n', /a pointer of Git LFS/],
  ['a page', '<!DOCTYPE html><html>', /a web page/],
])('%s', async (_, letters, message) => {
  const file = path.join(folder, 'net');
  writeFileSync(file, bytesOf(letters));
  await expect(loadModel(file)).rejects.toThrow(new RegExp(message.source.replace('"net"', '".*net"')));
});

test('a model is nothing else', () => {
  expect(() => refuseOtherFormats(readFileSync(tinyModel))).not.toThrow();
  expect(() => refuseOtherFormats(new Uint8Array())).not.toThrow();
});

test.each<[readonly string[], RegExp]>([
  [
    ['saved_model.pb'],
    /no such file; saved_model\.pb is not an ONNX model: convert it by tf2onnx \(python -m tf2onnx/,
  ],
  [
    ['config.json', 'model.safetensors'],
    /model\.safetensors is not an ONNX model: export the network from PyTorch/,
  ],
  [['my.keras'], /from Keras/],
  [['my.tflite'], /tensorflow-lite\.md/],
  [['a.onnx', 'b.onnx'], /there are a\.onnx, b\.onnx$/],
  [['photo.jpg'], /no such file$/],
])('a folder with %j', async (names, message) => {
  const own = path.join(folder, names.join());
  mkdirSync(own);
  for (const name of names) writeFileSync(path.join(own, name), '');
  await expect(loadModel(own)).rejects.toThrow(message);
});
