// NumPy files of every type and either byte order that people save pictures in are read as the numbers that they hold.
import { describe, expect, test } from 'vitest';
import { formatNpy, parseNpy } from './npy.js';

/** A NumPy file of one axis, of elements of a type. */
function npy(type: string, bytes: Uint8Array, count: number): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${count},), }\n`;
  const head = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length, 0);
  return Uint8Array.from([...head, ...new TextEncoder().encode(text), ...bytes]);
}

const bytesOf = (data: ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

describe('elements', () => {
  test.each<[string, ArrayBufferView, number[]]>([
    ['<f4', Float32Array.of(0.5, -2), [0.5, -2]],
    ['<f8', Float64Array.of(0.5, -2), [0.5, -2]],
    ['|u1', Uint8Array.of(0, 255), [0, 255]],
    ['|i1', Int8Array.of(-1, 127), [-1, 127]],
    ['|b1', Uint8Array.of(0, 1), [0, 1]],
    ['<u2', Uint16Array.of(4095, 65535), [4095, 65535]],
    ['<i2', Int16Array.of(-1024, 3071), [-1024, 3071]],
    ['<u4', Uint32Array.of(7, 2 ** 24), [7, 2 ** 24]],
    ['<i4', Int32Array.of(-7, 2 ** 24), [-7, 2 ** 24]],
  ])('of %s', (type, data, numbers) => {
    const bytes = bytesOf(data);
    expect([...(parseNpy(npy(type, bytes, 2), 'a').data as Float32Array)]).toEqual(numbers);
    const size = bytes.length / 2;
    const turned = Uint8Array.from([...bytes.slice(0, size).reverse(), ...bytes.slice(size).reverse()]);
    const other = type.replace('<', '>');
    expect([...(parseNpy(npy(other, turned, 2), 'a').data as Float32Array)]).toEqual(numbers);
  });

  test('of 64 bits stay integers', () => {
    const { data } = parseNpy(npy('<i8', bytesOf(BigInt64Array.of(2n ** 60n)), 1), 'a');
    expect([...(data as BigInt64Array)]).toEqual([2n ** 60n]);
  });

  test('of other types are refused, with what to do', () => {
    expect(() => parseNpy(npy('<c8', new Uint8Array(8), 1), 'a.npy')).toThrow(
      /"a.npy" holds elements of type <c8: save it as float32/,
    );
  });
});

test('what is written is read', () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(parseNpy(formatNpy([2, 3], data), 'a')).toMatchObject({ dims: [2, 3], data });
});
