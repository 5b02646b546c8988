import type { Choices } from './choices.js';

/** Changes some bytes of a file. @param other another healthy file of the kind */
export type Mutator = (bytes: Uint8Array, choices: Choices, other: () => Uint8Array) => Uint8Array;

/** Integers at which programs go wrong. */
export const EDGES: readonly bigint[] = [
  ...[0n, 1n, -1n, 2n, 7n, 16n, 64n, 100n, 127n, 128n, 255n, 256n, 1000n, 4096n, 0x7fffn, 0x8000n, 0xffffn],
  ...[0x10000n, 100_000n, 10_000_000n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 40n],
  ...[2n ** 53n - 1n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 31n), -2n, -3n, -1000n],
];

/** Bytes of an edge, 1, 2, 4 or 8 of them, in one order or the other. */
export function edgeBytes(choices: Choices): Uint8Array {
  const whole = Buffer.alloc(8);
  whole.writeBigInt64LE(BigInt.asIntN(64, choices.of(EDGES)));
  const bytes = whole.subarray(0, choices.of([1, 2, 4, 8]));
  return choices.oneIn(2) ? bytes : Uint8Array.from(bytes).reverse();
}

const joined = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** A stretch of bytes: mostly short. */
function stretch(bytes: Uint8Array, choices: Choices): [from: number, to: number] {
  const from = choices.below(bytes.length);
  const longest = choices.of([1, 4, 16, 64, 1024]);
  return [from, Math.min(bytes.length, from + 1 + choices.below(longest))];
}

function changed(bytes: Uint8Array, choices: Choices, change: (copy: Buffer) => void): Uint8Array {
  const copy = Buffer.from(bytes);
  if (copy.length) change(copy);
  return copy;
}

/** What may become of bytes whose meaning is not asked for. */
const MUTATORS: readonly Mutator[] = [
  // cut off
  (bytes, c) => bytes.subarray(0, c.below(bytes.length)),
  // a bit, or several
  (bytes, c) =>
    changed(bytes, c, (copy) => {
      for (let i = c.of([1, 1, 2, 8]); i > 0; i--) copy[c.below(copy.length)]! ^= 1 << c.below(8);
    }),
  // overwritten
  (bytes, c) =>
    changed(bytes, c, (copy) => {
      for (let i = c.of([1, 2, 8, 32]); i > 0; i--) copy[c.below(copy.length)] = c.below(256);
    }),
  // an integer at which programs go wrong, aligned and not
  (bytes, c) =>
    changed(bytes, c, (copy) => {
      const edge = edgeBytes(c);
      const at = c.below(copy.length);
      copy.set(edge.subarray(0, copy.length - at), c.oneIn(2) ? at : at - (at % 4));
    }),
  // left out, said twice, zeroed, filled
  (bytes, c) => {
    const [from, to] = stretch(bytes, c);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  (bytes, c) => {
    const [from, to] = stretch(bytes, c);
    const again = Array.from({ length: c.of([1, 1, 2, 50]) }, () => bytes.subarray(from, to));
    return joined(bytes.subarray(0, to), ...again, bytes.subarray(to));
  },
  (bytes, c) => changed(bytes, c, (copy) => copy.fill(c.of([0, 0xff, 0x20, 0x80]), ...stretch(bytes, c))),
  // put in
  (bytes, c) => {
    const at = c.below(bytes.length + 1);
    const put = c.oneIn(2) ? edgeBytes(c) : Uint8Array.from({ length: c.of([1, 3, 40]) }, () => c.below(256));
    return joined(bytes.subarray(0, at), put, bytes.subarray(at));
  },
  // two stretches in each other's place
  (bytes, c) => {
    const [a, b] = stretch(bytes, c);
    const [from, to] = stretch(bytes.subarray(b), c).map((n) => n + b) as [number, number];
    const parts = [bytes.subarray(0, a), bytes.subarray(from, to), bytes.subarray(b, from)];
    return joined(...parts, bytes.subarray(a, b), bytes.subarray(to));
  },
  // the beginning of one and the end of another
  (bytes, c, other) => {
    const end = other();
    return joined(bytes.subarray(0, c.below(bytes.length)), end.subarray(c.below(end.length)));
  },
];

/**
 * Bytes flipped, overwritten, cut, repeated, filled, spliced.
 * @param within only between these places, which the rest would otherwise drown
 */
export function mutateBytes(
  bytes: Uint8Array,
  choices: Choices,
  other: () => Uint8Array,
  within: readonly [from: number, to: number] = [0, bytes.length],
): Uint8Array {
  let part = bytes.subarray(...within);
  for (let i = choices.of([1, 1, 1, 2, 3]); i > 0; i--) part = choices.of(MUTATORS)(part, choices, other);
  return joined(bytes.subarray(0, within[0]), part, bytes.subarray(within[1]));
}
