import { createHash } from 'node:crypto';
import { mutateSafetensors } from './arrays.js';
import { type Mutator, mutateBytes } from './bytes.js';
import { misplaced, mutateJson } from './json.js';

const hashOf = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** Where the hash of a sealed file is, from and to. */
const SEAL = [35, 99] as const;

/** With the hash that it should have: damage is told by that alone. */
function resealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < SEAL[1]) return bytes;
  const copy = Uint8Array.from(bytes);
  copy.fill(0x30, ...SEAL);
  copy.set(Buffer.from(hashOf(copy)), SEAL[0]);
  return copy;
}

/** `run.json` as a stranger may write it. */
const mutateAsked: Mutator = (bytes, c, other) => {
  if (c.oneIn(2)) return mutateJson(bytes, c, other);
  const { asked, ...rest } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { asked: unknown };
  let odd = asked;
  for (let i = c.of([1, 1, 2]); i > 0; i--) odd = misplaced(odd, c);
  return Buffer.from(JSON.stringify({ ...rest, sha256: hashOf(JSON.stringify(odd)), asked: odd }));
};

/** What a checkpoint says besides its numbers, with something in another's place. */
const mutateStands: Mutator = (bytes, c) => {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString('utf8')) as {
    __metadata__: Record<string, string>;
  };
  const { __metadata__: notes, ...tensors } = header;
  const stands = JSON.stringify(misplaced(JSON.parse(notes.stands ?? '{}'), c));
  const text = Buffer.from(JSON.stringify({ __metadata__: { ...notes, stands }, ...tensors }));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([head, text, bytes.subarray(8 + length)]);
};

/** A file of an unfinished run: damaged, or made by somebody who knows how its hash is taken. */
export const mutateUnfinished: Mutator = (bytes, c, other) => {
  if (bytes[0] === '{'.charCodeAt(0)) return mutateAsked(bytes, c, other);
  const change = c.of([mutateBytes, mutateSafetensors, mutateStands]);
  const changed = change(bytes, c, other);
  return c.oneIn(3) ? changed : resealed(changed);
};
