import { EDGES, type Mutator, mutateBytes } from './bytes.js';
import { CONTAINERS, mutateSections } from './sections.js';

const isTiff = (bytes: Uint8Array): boolean =>
  bytes[0] === bytes[1] && (bytes[0] === 0x49 || bytes[0] === 0x4d);

/** A TIFF with another type, number or value in an entry of one of its directories, or another place of the next. */
const mutateTiff: Mutator = (bytes, c) => {
  const copy = Buffer.from(bytes);
  const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
  const least = copy[0] === 0x49;
  const entries: number[] = [];
  const directories = new Set<number>();
  for (let at = view.getUint32(4, least); at > 0 && at + 2 <= copy.length && !directories.has(at);) {
    directories.add(at);
    const count = view.getUint16(at, least);
    for (let i = 0; i < count; i++) entries.push(at + 2 + 12 * i);
    const next = at + 2 + 12 * count;
    at = next + 4 <= copy.length ? view.getUint32(next, least) : 0;
  }
  for (let i = c.of([1, 1, 2, 3]); i > 0; i--) {
    const at = c.of(entries);
    const edge = Number(BigInt.asUintN(32, c.of(EDGES)));
    const tag = c.of([256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 284, 317, 322, 324, 338, 339, 34675]);
    switch (c.below(6)) {
      case 0:
        view.setUint16(at, tag, least);
        break;
      case 1:
        view.setUint16(at + 2, c.below(20), least);
        break;
      case 2:
        view.setUint32(at + 4, edge, least);
        break;
      case 3:
        view.setUint32(
          c.of([...directories]) + 2 + 12 * view.getUint16(c.of([...directories]), least),
          edge,
          least,
        );
        break;
      default:
        if (c.oneIn(2)) view.setUint16(at + 8, c.below(20), least);
        else view.setUint32(at + 8, edge, least);
    }
  }
  return copy;
};

/** A picture with something else in a part of its file, whose sums and lengths are right, or its bytes changed. */
export const mutatePicture: Mutator = (bytes, c, other) => {
  if (c.oneIn(4)) return mutateBytes(bytes, c, other);
  const container = CONTAINERS.find(({ is }) => is(bytes));
  if (container) return mutateSections(container)(bytes, c, other);
  try {
    if (isTiff(bytes)) return mutateTiff(bytes, c, other);
  } catch (error) {
    // a directory that ends behind the file
    if (!(error instanceof RangeError)) throw error;
  }
  return mutateBytes(bytes, c, other, [0, Math.min(bytes.length, 200)]);
};
