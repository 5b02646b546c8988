import { createHash } from 'node:crypto';
import { FaccentError, type FileTensor, formatSafetensors, parseSafetensors } from 'faccent';

/** The beginning of a header whose first note is the hash, and where the hash is. */
const OPENING = '{"__metadata__":{"sha256":"';
const AT = 8 + OPENING.length;
const BLANK = '0'.repeat(64);

/**
 * Tensors as a safetensors file that knows when it is damaged: its first note is the SHA-256 of all of it, taken with
 * zeros where the hash is.
 */
export function sealed(
  tensors: ReadonlyMap<string, FileTensor>,
  notes: Readonly<Record<string, string>>,
): { readonly bytes: Uint8Array; readonly sha256: string } {
  const bytes = formatSafetensors(tensors, { sha256: BLANK, ...notes });
  const sha256 = hashOf(bytes);
  bytes.set(Buffer.from(sha256), AT);
  return { bytes, sha256 };
}

/** What is in a sealed file. */
export interface Unsealed {
  /** In their order. */
  readonly tensors: ReadonlyMap<string, FileTensor>;
  readonly notes: Readonly<Record<string, string>>;
  readonly sha256: string;
}

/** @param name what errors call it @throws FaccentError unless all of it is as it was written */
export function unsealed(bytes: Uint8Array, name: string): Unsealed {
  const damaged = (): FaccentError => new FaccentError(`"${name}" is damaged`);
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (bytes.length < AT + BLANK.length || text(8, AT) !== OPENING) throw damaged();
  const sha256 = text(AT, AT + BLANK.length);
  const copy = Uint8Array.from(bytes);
  copy.set(Buffer.from(BLANK), AT);
  if (hashOf(copy) !== sha256) throw damaged();
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString('utf8')) as {
    __metadata__: Record<string, string>;
  };
  const tensors = Array.from(parseSafetensors(bytes, name), ([key, { dims, data }]) => {
    if (!(data instanceof Float32Array)) throw damaged();
    return [key, { dims, data }] as const;
  });
  return { tensors: new Map(tensors), notes: header.__metadata__, sha256 };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
