import { type Hostile } from './kind.js';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A NumPy file. @param said the length of its header where it is said otherwise than it is */
function npy(header: string, values: Uint8Array | number, version = 1, said?: number): Uint8Array {
  const length = Buffer.alloc(version >= 2 ? 4 : 2);
  const bytes = said ?? header.length;
  if (version >= 2) length.writeUInt32LE(bytes);
  else length.writeUInt16LE(bytes & 0xffff);
  const body = typeof values === 'number' ? Buffer.alloc(values, 0x3f) : values;
  return Buffer.concat([latin('\x93NUMPY'), Buffer.of(version, 0), length, latin(header), body]);
}

const header = (shape: string, type = "'<f4'", order = 'False'): string =>
  `{'descr': ${type}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

const shapes = [
  '(9007199254740993, 0)',
  '(0, 9007199254740991)',
  '(0, 4294967296)',
  '(4294967296, 4294967296)',
  '(65536, 65536, 65536, 65536)',
  '(18446744073709551616,)',
  '(-1, -16)',
  '(-4, -4)',
  '(-16,)',
  '(1e1, 1.6)',
  '(0x10,)',
  '(16, 1.0)',
  '(None, 16)',
  '(Infinity,)',
  '(16',
  '16',
  '[16]',
  '(16,)(17,)',
  '((16,),)',
  '(0, 0)',
  '(3, 0, 4)',
  `(${'1, '.repeat(3000)}16)`,
  `(${'9'.repeat(3000)},)`,
  `(${'0, '.repeat(3000)})`,
];
const types = [
  "'|O'",
  "'O'",
  "'<U5'",
  "'|S4'",
  "'|V4'",
  "'<M8[ns]'",
  "'<c8'",
  "'<f16'",
  "'<f2'",
  "'<f4x'",
  "'f4'",
  "'>'",
  "''",
  "'<constructor'",
  "'<__proto__'",
  "'<toString'",
  "[('a', '<f4'), ('b', '<i4')]",
  "[('a', '<f4', (2, 2))]",
  "('<f4', (4,))",
  "{'names': ['a'], 'formats': ['<f4']}",
  "'\x1b[2J\x1b[31m'",
  `'<${'f'.repeat(9000)}'`,
  `[${"('a', '<f4'), ".repeat(500)}]`,
];

const MEGA = 2 ** 22;

/** NumPy files whose headers claim, repeat and leave open what they like. */
export const npys: Hostile = {
  ...Object.fromEntries(shapes.map((shape) => [`shape ${shape.slice(0, 30)}`, () => npy(header(shape), 64)])),
  ...Object.fromEntries(
    types.map((type) => [`type ${JSON.stringify(type.slice(0, 40))}`, () => npy(header('(16,)', type), 64)]),
  ),
  'Fortran order': () => npy(header('(4, 4)', "'<f4'", 'True'), 64),
  'Fortran order of a picture': () => npy(header('(3, 4, 4)', "'>f4'", 'True'), 192),
  'an order that is no truth': () => npy(header('(16,)', "'<f4'", "'True'"), 64),
  'big-endian numbers that are tiny': () => npy(header('(4, 4)', "'>f4'"), 64),
  'version 0': () => npy(header('(16,)'), 64, 0),
  'version 4': () => npy(header('(16,)'), 64, 4),
  'version 255': () => npy(header('(16,)'), 64, 255),
  'version 3 in UTF-8': () => npy(header('(16,)', "'<é4'"), 64, 3),
  'a header beyond the file': () => npy(header('(16,)'), 64, 1, 65535),
  'a header of 4 GB': () => npy(header('(16,)'), 64, 2, 2 ** 32 - 1),
  'a header of 2 GB': () => npy(header('(16,)'), 64, 3, 2 ** 31),
  'a header of no bytes': () => npy('', 64),
  'a header that ends early': () => npy(header('(16,)'), 64, 1, 20),
  'the magic alone': () => latin('\x93NUMPY'),
  'the magic and a version': () => latin('\x93NUMPY\x01\0'),
  'a length cut in two': () => latin('\x93NUMPY\x02\0\x10\0'),
  'no values': () => npy(header('(16,)'), 0),
  'a value too few': () => npy(header('(16,)'), 63),
  'values too many': () => npy(header('(16,)'), 4096),
  'megabytes of blanks': () => npy(`${header('(16,)')}${' '.repeat(MEGA)}`, 64, 2),
  'megabytes of blanks before a value': () =>
    npy(`{'descr':${' '.repeat(MEGA)}'<f4', 'fortran_order': False, 'shape': (16,)}`, 64, 2),
  'megabytes of parentheses': () => npy(header('('.repeat(MEGA)), 64, 2),
  'megabytes of shapes that are left open': () => npy(`{${"'shape': (".repeat(MEGA / 10)}`, 64, 2),
  'megabytes of types that are left open': () => npy(`{${"'descr': '".repeat(MEGA / 10)}`, 64, 2),
  'megabytes of types and blanks': () => npy(`{${"'descr':    ".repeat(MEGA / 10)}`, 64, 3),
  'the most that format 1 says, of shapes': () => npy(`{${"'shape': (1".repeat(5900)}`, 64),
  'a quote that is left open': () => npy("{'descr': '<f4, 'shape': (16,)", 64),
  'a shape twice': () => npy("{'descr': '<f4', 'fortran_order': False, 'shape': (16,), 'shape': (4, 4)}", 64),
  'a type twice': () => npy("{'descr': '<f4', 'descr': '|O', 'fortran_order': False, 'shape': (16,)}", 64),
  'a pickle': () => npy(header('(1,)', "'|O'"), latin('\x80\x04cposix\nsystem\n(S"touch owned"\ntR.')),
  'not a number, and infinite': () =>
    npy(header('(4,)'), new Uint8Array(Float32Array.of(NaN, Infinity, -Infinity, 1).buffer)),
  'a picture of NaN': () => npy(header('(4, 4)'), new Uint8Array(new Float32Array(16).fill(NaN).buffer)),
  'a picture of one pixel': () => npy(header('(1, 1)', "'|u1'"), 1),
  'a picture a million wide': () => npy(header('(1, 16000000)', "'|u1'"), 16_000_000),
  'a picture a million high': () => npy(header('(3, 4000000, 1)', "'|u1'"), 12_000_000),
  'a picture of 65 planes': () => npy(header('(65, 65, 65)', "'|u1'"), 65 ** 3),
  'sixty-four planes last': () => npy(header('(100, 4, 64)', "'|u1'"), 25_600),
};

/** A safetensors file. @param said the length of its header where it is said otherwise than it is */
function safetensors(json: unknown, data: number, said?: bigint): Uint8Array {
  const text = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(said ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(data)]);
}

const tensor = (begin: unknown, end: unknown, shape: unknown = [4], dtype: unknown = 'F32') => ({
  ...{ dtype, shape, data_offsets: [begin, end] },
});
const image = { image: tensor(0, 16) };

/** Safetensors files whose headers claim, repeat and nest what they like. */
export const tensorFiles: Hostile = {
  ...Object.fromEntries(
    [0n, 1n, 2n, 1000n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n].map((said) => [
      `a header of ${said} bytes`,
      () => safetensors(image, 16, said),
    ]),
  ),
  ...Object.fromEntries(
    [
      [2 ** 31, 2 ** 31],
      [2 ** 53 - 1],
      [2 ** 52, 2 ** 52, 0],
      [-4],
      [1.5],
      ['4'],
      [[4]],
      [null],
      {},
      null,
      '4',
      4,
    ].map((shape) => [
      `shape ${JSON.stringify(shape)}`,
      () => safetensors({ image: tensor(0, 16, shape) }, 16),
    ]),
  ),
  ...Object.fromEntries(
    [
      'U64',
      'F8_E4M3',
      'BOOL',
      'f32',
      '',
      'constructor',
      '__proto__',
      'hasOwnProperty',
      'X'.repeat(1e5),
      '\x1b[2J',
      4,
      null,
      [],
    ].map((dtype) => [
      `type ${JSON.stringify(dtype).slice(0, 40)}`,
      () => safetensors({ image: tensor(0, 16, [4], dtype) }, 16),
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        [[4, 20], 20],
        [[16, 0], 16],
        [[0, 2 ** 53], 16],
        [[0, 1e300], 16],
        [[-16, 0], 16],
        [['0', '16'], 16],
        [[0, 16.5], 16],
        [[null, null], 16],
      ] as const
    ).map(([[begin, end], data]) => [
      `offsets ${JSON.stringify([begin, end])}`,
      () => safetensors({ image: tensor(begin, end) }, data),
    ]),
  ),
  'a gap': () => safetensors({ a: tensor(0, 16), b: tensor(20, 36) }, 36),
  'an overlap': () => safetensors({ a: tensor(0, 16), b: tensor(8, 24) }, 24),
  'the same place': () => safetensors({ a: tensor(0, 16), b: tensor(0, 16) }, 16),
  'a rest': () => safetensors(image, 1000),
  'one offset': () => safetensors({ image: { dtype: 'F32', shape: [4], data_offsets: [0] } }, 16),
  'three offsets': () => safetensors({ image: { dtype: 'F32', shape: [4], data_offsets: [0, 16, 32] } }, 16),
  'a name twice': () =>
    safetensors(`{"a":${JSON.stringify(tensor(0, 16))},"a":${JSON.stringify(tensor(0, 16, [2, 2]))}}`, 16),
  'a key of a tensor twice': () =>
    safetensors('{"a":{"dtype":"F32","shape":[9],"shape":[4],"data_offsets":[0,16]}}', 16),
  'the same name in other letters': () =>
    safetensors(`{"a":${JSON.stringify(tensor(0, 0, [0]))},"\\u0061":${JSON.stringify(tensor(0, 16))}}`, 16),
  'names of what objects inherit': () =>
    safetensors(
      `{"__proto__":${JSON.stringify(tensor(0, 16))},"constructor":${JSON.stringify(tensor(16, 32))},"toString":{}}`,
      32,
    ),
  'what a tensor is, inherited': () =>
    safetensors('{"a":{"__proto__":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}}', 16),
  'metadata of numbers': () => safetensors({ __metadata__: { a: 1 }, ...image }, 16),
  'metadata of objects': () => safetensors({ __metadata__: { a: { b: 'c' } }, ...image }, 16),
  'metadata that are a list': () => safetensors({ __metadata__: ['a'], ...image }, 16),
  'metadata that are null': () => safetensors({ __metadata__: null, ...image }, 16),
  'metadata that are a tensor': () => safetensors({ __metadata__: tensor(0, 16) }, 16),
  'metadata twice': () => safetensors('{"__metadata__":{},"__metadata__":{}}', 0),
  'a list': () => safetensors([image], 16),
  'a number': () => safetensors('1', 16),
  'a tensor that is null': () => safetensors({ image: null }, 16),
  'an empty name': () => safetensors({ '': tensor(0, 16) }, 16),
  'a name of megabytes': () => safetensors({ ['x'.repeat(MEGA)]: tensor(0, 15) }, 16),
  'a name of escapes': () => safetensors({ '\x1b]0;owned\x07\u202e': tensor(0, 15) }, 16),
  'half a character': () =>
    Buffer.concat([safetensors('{"a\xff":1}', 0).subarray(0, 8), latin('{"a\xff\xfe":1}'), Buffer.alloc(16)]),
  'UTF-16': () => safetensors(Buffer.from(JSON.stringify(image), 'utf16le').toString('latin1'), 16),
  'no end': () => safetensors('{"image":{"dtype":"F32","shape":[4', 16),
  'megabytes of lists': () => safetensors(`{"a":${'['.repeat(2 * MEGA)}`, 16),
  'megabytes of lists that end': () => safetensors(`{"a":${'['.repeat(MEGA)}${']'.repeat(MEGA)}}`, 16),
  'megabytes of objects': () => safetensors(`${'{"a":'.repeat(MEGA / 4)}1${'}'.repeat(MEGA / 4)}`, 16),
  'metadata of nested megabytes': () => safetensors(`{"__metadata__":${'{"a":'.repeat(MEGA / 4)}`, 16),
  'a shape of a million sides': () => safetensors({ image: tensor(0, 16, Array(1e6).fill(1).concat(4)) }, 16),
  'a shape of a million nothings': () => safetensors({ image: tensor(0, 0, Array(1e6).fill(0)) }, 0),
  'a hundred thousand tensors of nothing': () =>
    safetensors(Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`t${i}`, tensor(0, 0, [0])])), 0),
  'two million names': () => safetensors(`{${Array.from({ length: 1e6 }, (_, i) => `"${i}":1`).join()}}`, 0),
  'a hundred megabytes of blanks': () => safetensors(`{${' '.repeat(1e8)}}`, 0),
};
