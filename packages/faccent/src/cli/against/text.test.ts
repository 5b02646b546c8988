// Proves where the name of a model ends and that of a feature begins: in paths, drives, addresses, and layers with colons.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/folder.js';
import { againstText, isUnit } from './text.js';

const work = temporaryFolder('against');
const odd = path.join(work, 'my:model.onnx');
writeFileSync(odd, '');
mkdirSync(path.join(work, 'folder'));

test.each<[string, string | undefined, string | undefined]>([
  ['resnet50', 'resnet50', undefined],
  ['resnet50:yawl', 'resnet50', 'yawl'],
  ['resnet50:StatefulPartitionedCall:0:12', 'resnet50', 'StatefulPartitionedCall:0:12'],
  ['resnet50:index:7', 'resnet50', 'index:7'],
  ['hf:OWNER/REPO', 'hf:OWNER/REPO', undefined],
  ['hf:OWNER/REPO@main/onnx/model.onnx:logits:5', 'hf:OWNER/REPO@main/onnx/model.onnx', 'logits:5'],
  ['https://host:8080/a/model.onnx', 'https://host:8080/a/model.onnx', undefined],
  ['https://host:8080/a/model.onnx:block5c:3', 'https://host:8080/a/model.onnx', 'block5c:3'],
  ['C:\\nets\\model.onnx', 'C:\\nets\\model.onnx', undefined],
  ['C:\\nets\\model.onnx:fc:3', 'C:\\nets\\model.onnx', 'fc:3'],
  [odd, odd, undefined],
  [`${odd}:fc:3`, odd, 'fc:3'],
  [`${path.join(work, 'folder')}:ketch`, path.join(work, 'folder'), 'ketch'],
  [':fc:3', undefined, 'fc:3'],
  ['self:fc:3', undefined, 'fc:3'],
  ['self:ketch', undefined, 'ketch'],
])('%s', (text, model, feature) => {
  expect(againstText(text)).toEqual({ model, feature });
});

test.each(['', ':', 'self', 'self:', 'resnet50:', '  '])('"%s" is refused', (text) => {
  expect(() => againstText(text)).toThrow(`--against ${text}`.trim());
});

test('a class by its index is no unit of a layer', () => {
  expect(['fc:3', 'a:0:3', 'index:7', 'ketch', '7'].map(isUnit)).toEqual([true, true, false, false, false]);
});
