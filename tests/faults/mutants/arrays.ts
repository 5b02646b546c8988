import { EDGES, type Mutator, edgeBytes, mutateBytes } from './bytes.js';
import type { Choices } from './choices.js';
import { misplaced } from './json.js';
import { oddText } from './texts.js';

const join = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** A shape as Python writes it, of numbers that are nowhere expected. */
const oddShape = (c: Choices): string =>
  c.of([
    () => '()',
    () => `(${c.of(EDGES)},)`,
    () => `(${c.of(EDGES)}, ${c.of(EDGES)})`,
    () => `(${Array.from({ length: c.of([3, 8, 40, 20_000]) }, () => c.below(4)).join(', ')})`,
    () => `(${oddText(c)}, 3)`,
    () => '(1e3, 0x10, -0)',
    () => '(3, 16, 16,',
  ])();

/** A NumPy file with something else in its header, whose length is said as it is or otherwise. */
export const mutateNpy: Mutator = (bytes, c, other) => {
  if (c.oneIn(3))
    return mutateBytes(bytes, c, other, c.oneIn(2) ? [0, Math.min(bytes.length, 128)] : undefined);
  const wide = bytes[6]! >= 2;
  const start = wide ? 12 : 10;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  let header = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  const change = c.of<(text: string) => string>([
    (text) => text.replace(/\([^)]*\)/, () => oddShape(c)),
    (text) => text.replace(/\([^)]*\)/, () => oddShape(c)),
    (text) =>
      text.replace(
        /'[<>|][a-z]\d'/,
        () =>
          `'${c.of(['<', '>', '|', '='])}${c.of(['f2', 'f4', 'f8', 'f16', 'c8', 'i1', 'i8', 'u8', 'b1', 'O', 'U5', 'V4', 'M8[ns]', 'constructor', '__proto__'])}'`,
      ),
    (text) => text.replace(/'[<>|][a-z]\d'/, () => `'${oddText(c)}'`),
    (text) => text.replace('False', () => c.of(['True', 'None', '0', oddText(c)])),
    (text) => text.replace(c.of(["'descr'", "'shape'", "'fortran_order'"]), () => oddText(c)),
    (text) => text + ' '.repeat(c.of([1, 100, 50_000])),
    (text) => `${c.of(["'descr':", "'shape':(", ' ', "'"]).repeat(c.of([10, 10_000]))}${text}`,
    () => oddText(c),
  ]);
  header = change(header);
  const text = Buffer.from(header, 'latin1');
  const length = Buffer.alloc(wide ? 4 : 2);
  const said = c.oneIn(6) ? Number(c.of(EDGES)) : text.length;
  if (wide) length.writeUInt32LE((said >>> 0) % 2 ** 32);
  else length.writeUInt16LE((said >>> 0) & 0xffff);
  const version = c.oneIn(10) ? Uint8Array.of(c.below(256), c.below(3)) : bytes.subarray(6, 8);
  return join(bytes.subarray(0, 6), version, length, text, bytes.subarray(end));
};

/** A safetensors file with something else in its header, whose length is said as it is or otherwise. */
export const mutateSafetensors: Mutator = (bytes, c, other) => {
  if (c.oneIn(4))
    return mutateBytes(bytes, c, other, c.oneIn(2) ? [0, Math.min(bytes.length, 200)] : undefined);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString('utf8')) as unknown;
  let text = JSON.stringify(misplaced(header, c));
  if (c.oneIn(8))
    text = text.replace('{', () => `{${JSON.stringify(oddText(c))}:${c.of(['1', '{}', 'null', text])},`);
  const head = c.oneIn(10) ? edgeBytes(c) : Buffer.alloc(8);
  if (head.length === 8)
    Buffer.from(head.buffer, head.byteOffset, 8).writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return join(head, Buffer.from(text), bytes.subarray(8 + length));
};
