// The forms of a model's name are told apart, and no name leads out of its folder.
import { describe, expect, test } from 'vitest';
import { formatReference, parseReference, safePath } from './reference.js';

const HUB = 'https://huggingface.co';
const hub = (repository: string, revision = 'main', file?: string): object => ({
  kind: 'hub',
  repository,
  revision,
  file,
});

describe('the forms of a model’s name', () => {
  test.each([
    ['hf:Xenova/resnet-50', hub('Xenova/resnet-50')],
    ['hf:Xenova/resnet-50@v1', hub('Xenova/resnet-50', 'v1')],
    ['hf:Xenova/resnet-50/onnx/model.onnx', hub('Xenova/resnet-50', 'main', 'onnx/model.onnx')],
    ['hf:o/r_1.0@refs%2Fpr%2F1/a%20b.onnx', hub('o/r_1.0', 'refs/pr/1', 'a b.onnx')],
    [`${HUB}/o/r/resolve/main/onnx/model.onnx?download=true`, hub('o/r', 'main', 'onnx/model.onnx')],
    [`${HUB}/o/r/blob/v1/model.onnx`, hub('o/r', 'v1', 'model.onnx')],
    ['https://example.org/a/net.onnx#x', { kind: 'url', url: 'https://example.org/a/net.onnx' }],
    ['resnet-50', { kind: 'plain', text: 'resnet-50' }],
    ['C:\\models\\net.onnx', { kind: 'plain', text: 'C:\\models\\net.onnx' }],
  ])('%s', (text, expected) => {
    expect(parseReference(text, HUB)).toEqual(expected);
  });

  test.each([
    ['', /empty/],
    ['a\0b', /NUL/],
    ['hf:justone', /names no repository/],
    ['hf:../etc', /names no repository/],
    ['hf:o/..', /names no repository/],
    ['hf:o/r@../x', /refused/],
    ['hf:o/r@..%2F..%2Fx', /refused/],
    ['hf:o/r/../../x.onnx', /refused/],
    ['hf:o/r/%2e%2e/x.onnx', /refused/],
    ['hf:o/r//x.onnx', /refused/],
    ['hf:o/r/a\\b.onnx', /refused/],
    ['hf:o/r/a%00.onnx', /refused/],
    ['hf:o/r/C:/x.onnx', /refused/],
    ['hf:o/r/%zz.onnx', /percent-encoded/],
    ['https://me:secret@example.org/n.onnx', /passwords/],
    ['ftp://example.org/n.onnx', /http\(s\)/],
    ['http://', /not an address/],
  ])('%j is refused', (text, message) => {
    expect(() => parseReference(text, HUB)).toThrow(message);
  });

  test('a reference is written as it is read', () => {
    for (const text of ['hf:o/r', 'hf:o/r@v1', 'hf:o/r@refs%2Fpr%2F1/onnx/m.onnx'])
      expect(formatReference(parseReference(text, HUB) as Parameters<typeof formatReference>[0])).toBe(text);
  });

  test('paths of a listing stay in their folder', () => {
    expect(safePath('onnx/model.onnx', 'x')).toBe('onnx/model.onnx');
    for (const bad of ['/etc/passwd', '../x', 'a/../../x', 'a/./b', '', 'a/', 'a\\..\\b', 'a\nb', 'D:x'])
      expect(() => safePath(bad, 'the server')).toThrow(/refused/);
  });
});
