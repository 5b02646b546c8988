import { type Field, floats, ints, message, network, node, valueInfo } from '../onnx.js';
import type { Hostile } from './kind.js';

const plain = (): Uint8Array => network([node('Relu', ['a'], ['b'])]);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const metadata = (key: string, value: string): Field => [14, message([1, key], [2, value])];
const withNode = (more: readonly Field[], operator = 'Relu'): Uint8Array =>
  network([node(operator, ['a'], ['b'], {}, more)]);
const named = (name: string): Uint8Array => withNode([[3, name]]);
const valued = (name: string): Uint8Array =>
  network([node('Relu', ['a'], [name]), node('Neg', [name], ['b'])]);
const weighed = (name: string): Uint8Array => network([node('Mul', ['a', name], ['b'])], [floats(name, [1])]);

function deep(levels: number): Uint8Array {
  let inner = message([1, 'x']);
  for (let i = 0; i < levels; i++) inner = message([6, inner]);
  return inner;
}

/** Text that makes regular expressions slow, which have one quantifier within or behind another. */
export const SLOW: Readonly<Record<string, string>> = {
  digits: '_' + '1'.repeat(100_000) + 'x',
  underscores: '_1'.repeat(50_000) + 'x',
  slashes: '/'.repeat(100_000),
  fusions: '/' + 'Fusion'.repeat(16_000) + '-',
  'many fusions': '/aFusion'.repeat(12_000) + '-\n',
  dots: 'a.'.repeat(50_000),
  colons: ': '.repeat(50_000),
  spaces: ' '.repeat(100_000) + 'x',
  quotes: "'".repeat(100_001),
  escapes: "'" + '\\'.repeat(100_001),
  'open quotes': "'a".repeat(50_000),
  'open brackets': '['.repeat(100_000),
  'open braces': "{'a':".repeat(20_000),
  'names of labels': '{' + '0:'.repeat(50_000),
  'labels without an end': "{0: '" + "\\'".repeat(50_000),
  letters: 'a'.repeat(100_000),
  'output names': '_output_'.repeat(12_000),
  TensorFlow: 'a/BiasAdd;'.repeat(10_000),
  convolutions: 'separable_conv2d_1/'.repeat(5000),
  '\\uffff': '\uffff'.repeat(100_000),
  zeros: '\0'.repeat(100_000),
  'terminal escapes': '\u001b[2J\u001b]0;x\u0007'.repeat(1000),
};

const KEYS = [
  'names',
  'labels',
  'classes',
  'stride',
  'imgsz',
  'task',
  'author',
  'mean',
  'std',
  'input_size',
  'args',
  'pkg.torch.onnx.name_scopes',
];

/** Bytes that are no healthy protobuf, and text that is no healthy text. */
export const encoding: Hostile = {
  'an empty file': () => new Uint8Array(),
  'a page of a portal': () =>
    new TextEncoder().encode('<!doctype html><html><head><title>Log in</title></head></html>'),
  'a pointer of Git LFS': () =>
    new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
  zeros: () => new Uint8Array(10_000),
  ones: () => new Uint8Array(10_000).fill(0xff),
  groups: () => join(plain(), Uint8Array.of(0x73, 0x08, 0x01, 0x74)),
  'a group that does not end': () => join(plain(), Uint8Array.of(0x73)),
  'groups within groups': () => join(plain(), new Uint8Array(200_000).fill(0x73)),
  'a group that ends and has not begun': () => join(plain(), Uint8Array.of(0x74)),
  'a field of number 0': () => join(plain(), Uint8Array.of(0x00, 0x01)),
  'a field of wire type 6': () => join(plain(), Uint8Array.of(0x0e)),
  'a varint that does not end': () => join(plain(), new Uint8Array(100).fill(0x80)),
  'a varint of 11 bytes': () =>
    join(plain(), Uint8Array.of(8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)),
  'a length beyond the file': () => join(plain(), Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0x7f)),
  'a length of 2^32-1': () => join(plain(), Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f)),
  'a length of 2^63': () =>
    join(plain(), Uint8Array.of(0x3a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)),
  'an inner length beyond its message': () =>
    network([message([4, 'Relu'], [1, { raw: Uint8Array.of(0x0a, 0x7f, 0x61) }])]),
  'packed numbers that end early': () =>
    network([node('Relu', ['a'], ['b'])], [message([8, 'x'], [2, 1], [4, Uint8Array.of(1, 2, 3)])]),
  'a graph in a hundred parts': () =>
    join(
      ...Array.from({ length: 100 }, (_, i) =>
        message([7, message([1, node('Relu', [i ? `n${i - 1}` : 'image'], [`n${i}`])])]),
      ),
      plain(),
    ),
  'a graph as a number': () => message([1, 8], [7, 5]),
  'nodes as numbers': () => message([1, 8], [7, message([1, 5])]),
  'graphs within attributes within graphs': () =>
    network([node('Relu', ['a'], ['b'], {}, [[5, deep(100_000)]])]),
  '1,000,000 unknown fields': () =>
    join(
      plain(),
      new Uint8Array(2_000_000).fill(0).map((_, i) => (i % 2 ? 1 : 0x50)),
    ),
  '1,000,000 empty nodes': () =>
    join(plain(), message([7, new Uint8Array(2_000_000).map((_, i) => (i % 2 ? 0 : 0x0a))])),
  '1,000,000 empty weights': () =>
    join(plain(), message([7, new Uint8Array(2_000_000).map((_, i) => (i % 2 ? 0 : 0x2a))])),
  '1,000,000 empty graphs': () =>
    join(
      plain(),
      new Uint8Array(2_000_000).map((_, i) => (i % 2 ? 0 : 0x3a)),
    ),
  '1,000,000 empty attributes': () =>
    withNode([[5, { raw: new Uint8Array(2_000_000).map((_, i) => (i % 2 ? 0 : 0x2a)) }]]),
  '1,000,000 axes': () =>
    network(
      [node('Relu', ['a'], ['b'])],
      [message([8, 'x'], [2, 1], [1, new Uint8Array(1_000_000).fill(1)], [9, new Uint8Array(4)])],
    ),
  '100,000 metadata entries': () =>
    network([node('Relu', ['a'], ['b'])], [], {
      model: Array.from({ length: 100_000 }, (_, i) => metadata(`key${i}`, `value${i}`)),
    }),
  '100,000 metadata entries of a node': () =>
    withNode(Array.from({ length: 100_000 }, (_, i): Field => [9, message([1, `key${i}`], [2, 'v'])])),
  'metadata named __proto__': () =>
    network([node('Relu', ['a'], ['b'])], [], {
      model: [metadata('__proto__', '{}'), metadata('constructor', '[]')],
    }),
  'a doc string of 100 MB': () =>
    network([node('Relu', ['a'], ['b'])], [], { model: [[6, 'x'.repeat(100_000_000)]] }),
  'a producer of 100 MB': () =>
    network([node('Relu', ['a'], ['b'])], [], { model: [[2, 'x'.repeat(100_000_000)]] }),
  'a node named by 100 MB': () => named('x'.repeat(100_000_000)),
  'a value named by 100 MB': () => valued('x'.repeat(100_000_000)),
  'a bad node named by 100 MB': () =>
    network([node('Frobnicate', ['a'], ['b'], {}, [[3, 'x'.repeat(100_000_000)]])]),
  'an operator named by 100 MB': () => network([node('x'.repeat(100_000_000), ['a'], ['b'])]),
  'a bad node named by 10,000 characters': () =>
    network([node('Frobnicate', ['a'], ['b'], {}, [[3, 'x'.repeat(10_000)]])]),
  'an input named by 10,000 characters': () => network([node('Add', ['a', 'x'.repeat(10_000)], ['b'])]),
  'a name that is not UTF-8': () => withNode([[3, Uint8Array.of(0xff, 0xfe, 0x41, 0xc0, 0x80)]]),
  'values whose names are not UTF-8': () =>
    network([
      message([4, 'Relu'], [1, 'a'], [2, Uint8Array.of(0xff)]),
      message([4, 'Neg'], [1, Uint8Array.of(0xff)], [2, 'b']),
    ]),
  'two values whose names are not UTF-8': () =>
    network([
      message([4, 'Relu'], [1, 'a'], [2, Uint8Array.of(0xff)]),
      message([4, 'Relu'], [1, 'a'], [2, Uint8Array.of(0xfe)]),
      message([4, 'Neg'], [1, Uint8Array.of(0xfe)], [2, 'b']),
    ]),
  'a lone surrogate': () => named('\ud800'),
  'a surrogate in UTF-8': () => withNode([[3, Uint8Array.of(0xed, 0xa0, 0x80)]]),
  'a value of zeros': () => valued('\0'),
  'a value of a newline': () => valued('a\nb'),
  'a value of a terminal escape': () => valued('\u001b[2J'),
  'a value of spaces': () => valued('   '),
  'a value named input': () => valued('input'),
  'a picture named by an escape': () =>
    network([node('Relu', ['a'], ['b']), node('Relu', ['\u001b[2J'], ['other'])], [], {
      inputs: [valueInfo('image', [1, 3, 16, 16]), valueInfo('\u001b[2J', [1, 3, 16, 16])],
    }),
  ...Object.fromEntries(
    Object.entries(SLOW).flatMap(([what, text]) => [
      [`a node named by ${what}`, () => named(text)],
      [`a value named by ${what}`, () => valued(text)],
      [`a weight named by ${what}`, () => weighed(text)],
      [
        `scopes of ${what}`,
        () =>
          withNode([
            [9, message([1, 'pkg.torch.onnx.name_scopes'], [2, text])],
            [9, message([1, 'pkg.torch.onnx.class_hierarchy'], [2, text])],
          ]),
      ],
      [`a namespace of ${what}`, () => withNode([[9, message([1, 'namespace'], [2, text])]])],
      [
        `metadata of ${what}`,
        () => network([node('Relu', ['a'], ['b'])], [], { model: KEYS.map((key) => metadata(key, text)) }),
      ],
      [
        `metadata named by ${what}`,
        () => network([node('Relu', ['a'], ['b'])], [], { model: [metadata(text, text)] }),
      ],
    ]),
  ),
};
void ints;
