import { type Seed, textBytes } from './seeds.js';

const join = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
const alone = (name: string, file: string, bytes: Uint8Array): Seed => ({
  name,
  file,
  files: { [file]: bytes },
});

/** A NumPy file. @param wide as format 2 and 3 have its length */
function npy(type: string, shape: string, values: Uint8Array, wide = false): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(wide ? 115 : 117);
  const length = Buffer.alloc(wide ? 4 : 2);
  if (wide) length.writeUInt32LE(text.length + 1);
  else length.writeUInt16LE(text.length + 1);
  const magic = join(Uint8Array.of(0x93), textBytes('NUMPY'), Uint8Array.of(wide ? 2 : 1, 0));
  return join(magic, length, textBytes(`${text}\n`), values);
}

const bytesOf = (values: { buffer: ArrayBufferLike }): Uint8Array =>
  new Uint8Array(values.buffer as ArrayBuffer);
const ramp = (count: number): number[] => Array.from({ length: count }, (_, i) => (i % 97) / 97);

export const npys = (): Seed[] =>
  (
    [
      ['a direction', '<f4', '(10,)', bytesOf(Float32Array.from(ramp(10)))],
      ['rows', '<f8', '(4, 10)', bytesOf(Float64Array.from(ramp(40)))],
      ['a stack of bytes', '|u1', '(3, 16, 16)', Uint8Array.from(ramp(768), (v) => v * 255)],
      ['a stack, planes last', '<f4', '(80, 16, 4)', bytesOf(Float32Array.from(ramp(5120)))],
      ['grey', '<f4', '(16, 16)', bytesOf(Float32Array.from(ramp(256)))],
      [
        'whole numbers',
        '<i8',
        '(1, 3, 8, 8)',
        bytesOf(BigInt64Array.from(ramp(192), (v) => (v > 0.5 ? 1n : 0n))),
      ],
      ['booleans', '|b1', '(3, 8, 8)', Uint8Array.from(ramp(192), (v) => (v > 0.5 ? 1 : 0))],
      ['big-endian', '>f4', '(3, 4, 4)', new Uint8Array(192)],
      ['a number', '<f4', '()', bytesOf(Float32Array.of(0.5))],
    ] as const
  )
    .map(([name, type, shape, values]) => alone(name, 'a.npy', npy(type, shape, values)))
    .concat(alone('format 2', 'a.npy', npy('<f4', '(16, 16)', bytesOf(Float32Array.from(ramp(256))), true)));

/** A safetensors file of tensors of some types, in their order. */
function safetensors(
  tensors: Readonly<Record<string, readonly [dtype: string, shape: number[], bytes: number]>>,
): Uint8Array {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, [dtype, shape, bytes]]) => {
    const entry = { dtype, shape, data_offsets: [at, at + bytes] };
    at += bytes;
    return [name, entry] as const;
  });
  const text = textBytes(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return join(
    length,
    text,
    Uint8Array.from({ length: at }, (_, i) => i % 120),
  );
}

export const tensorFiles = (): Seed[] => [
  alone(
    'a picture',
    'a.safetensors',
    safetensors({ image: ['F32', [3, 8, 8], 768], opacity: ['F32', [8, 8], 256] }),
  ),
  alone(
    'every type',
    'a.safetensors',
    safetensors({
      ...{ a: ['F64', [2], 16], b: ['F16', [4], 8], c: ['BF16', [2, 2], 8], d: ['I64', [3], 24] },
      ...{ e: ['I32', [2], 8], f: ['I16', [], 2], g: ['I8', [5], 5], h: ['U8', [0], 0] },
    }),
  ),
];
