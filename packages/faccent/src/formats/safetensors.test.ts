// Safetensors are read and written to the bit, and what is damaged is refused.
import { describe, expect, test } from 'vitest';
import { formatSafetensors, parseSafetensors } from './safetensors.js';

/** A file as the format's description has it, made without the writer. */
function file(header: unknown, data: ArrayBufferView | number[] = [], length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(text.length));
  const values = Array.isArray(data)
    ? Buffer.from(data)
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([prefix, text, values]);
}

const one = (dtype: string, shape: unknown, offsets: unknown) => ({
  x: { dtype, shape, data_offsets: offsets },
});

describe('a round trip keeps names, shapes and every bit', () => {
  const awkward = Float32Array.of(0, -0, 1e-45, -3.4e38, 2 ** 127, 1 / 3);
  const tensors = new Map([
    ['image', { dims: [1, 2, 3], data: awkward }],
    ['empty', { dims: [0, 4], data: new Float32Array(0) }],
    ['scalar', { dims: [], data: Float32Array.of(7) }],
    ['7 ün"ïcode\n', { dims: [1], data: Float32Array.of(8) }],
    ['__proto__', { dims: [1], data: Float32Array.of(9) }],
  ]);
  const bytes = formatSafetensors(tensors, { feature: 'ketch' });

  test('of all tensors', () => {
    const found = parseSafetensors(bytes, 'x');
    expect([...found.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [name, { dims, data }] of tensors)
      expect(found.get(name)).toEqual({ type: 'float32', dims, data });
  });

  test('from a place in a larger buffer, and with no tensors at all', () => {
    const large = Buffer.concat([Buffer.alloc(3), bytes]);
    expect(parseSafetensors(large.subarray(3), 'x').get('image')!.data).toEqual(awkward);
    expect(parseSafetensors(formatSafetensors(new Map()), 'x').size).toBe(0);
  });

  test('its values begin at a multiple of 8 bytes', () => {
    expect(Number(Buffer.from(bytes).readBigUInt64LE(0)) % 8).toBe(0);
  });
});

test.each([
  ['F64', Float64Array.of(0.5, -2), [0.5, -2]],
  ['F32', Float32Array.of(-0, Infinity, NaN), [-0, Infinity, NaN]],
  ['F16', Uint16Array.of(0x3c00, 0xc100, 0x0001, 0x7c00, 0xfc00), [1, -2.5, 2 ** -24, Infinity, -Infinity]],
  ['BF16', Uint16Array.of(0x3f80, 0xc020, 0xff80), [1, -2.5, -Infinity]],
  ['I32', Int32Array.of(-5, 6), [-5, 6]],
  ['I16', Int16Array.of(-5, 6), [-5, 6]],
  ['I8', Int8Array.of(-5, 6), [-5, 6]],
  ['U8', Uint8Array.of(5, 250), [5, 250]],
])('%s is read', (dtype, data, expected) => {
  const bytes = file(one(dtype, [expected.length], [0, data.byteLength]), data);
  expect([...parseSafetensors(bytes, 'x').get('x')!.data]).toEqual(expected);
});

test('64-bit integers stay so', () => {
  const bytes = file(one('I64', [1], [0, 8]), BigInt64Array.of(-(2n ** 60n)));
  expect(parseSafetensors(bytes, 'x').get('x')).toMatchObject({
    type: 'int64',
    data: BigInt64Array.of(-(2n ** 60n)),
  });
});

describe('what is not whole is refused in one message', () => {
  const four = new Float32Array(1);
  const two = (a: number[], b: number[]) => ({
    a: { dtype: 'U8', shape: [2], data_offsets: a },
    b: { dtype: 'U8', shape: [2], data_offsets: b },
  });
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', Buffer.alloc(0), /"x" is not a safetensors file/],
    ['text', Buffer.from('this is something else'), /is not a safetensors file/],
    ['a header longer than the file', file('{}', [], 3n), /its header should take 3 bytes, and 2 are there/],
    ['a header of 2^63 bytes', file('{}', [], 2n ** 63n), /its header should take 9223372036854775808 bytes/],
    ['a header cut short', file('{"x": ', []), /header is not JSON/],
    ['a header that is not UTF-8', file('{}', [], 2n).fill(0xff, 9, 10), /header is not JSON/],
    ['a list', file({ x: [] }), /"x" lacks a dtype, a shape or two data_offsets/],
    ['null', file({ x: null }), /lacks a dtype/],
    ['a negative size', file(one('F32', [-1], [0, 4]), four), /lacks a dtype, a shape/],
    ['a size that is text', file(one('F32', ['1'], [0, 4]), four), /lacks a dtype, a shape/],
    ['three offsets', file(one('F32', [1], [0, 4, 8]), four), /lacks a dtype, a shape or two/],
    [
      'an unknown type',
      file(one('F8_E4M3', [4], [0, 4]), four),
      /elements of type F8_E4M3; F64, F32, .* save/,
    ],
    ['a type every object has', file(one('constructor', [1], [0, 4]), four), /type constructor/],
    ['a product that overflows', file(one('F32', [2 ** 40, 2 ** 40], [0, 4]), four), /takes .* bytes/],
    ['too few bytes for its shape', file(one('F32', [2], [0, 4]), four), /takes 8 bytes, and has 4/],
    ['an end before its beginning', file(one('F32', [1], [4, 0]), four), /takes 4 bytes, and has -4/],
    ['data cut short', file(one('F32', [2], [0, 8]), four), /its tensors take 8 bytes, and 4 are there/],
    ['something behind its data', file(one('F32', [0], [0, 0]), four), /take 0 bytes, and 4 are there/],
    [
      'tensors that overlap',
      file(two([0, 2], [1, 3]), [1, 2, 3]),
      /"b" begins at byte 1 of the data, not at 2/,
    ],
    ['a hole', file(two([0, 2], [3, 5]), [1, 2, 3, 4, 5]), /"b" begins at byte 3 of the data, not at 2/],
  ])('%s', (_, bytes, message) => {
    expect(() => parseSafetensors(bytes, 'x')).toThrow(message);
  });

  test('no cut of a file passes', () => {
    const whole = formatSafetensors(new Map([['x', { dims: [3], data: new Float32Array(3) }]]));
    for (let n = 0; n < whole.length; n++)
      expect(() => parseSafetensors(whole.subarray(0, n), 'x')).toThrow(/^"x" is /);
  });
});
