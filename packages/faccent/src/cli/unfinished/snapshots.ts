import path from 'node:path';
import type { FileTensor, Step } from 'faccent';
import { planesOf } from '../../image/image.js';
import { writeWhole } from '../../platform/node/atomic.js';
import { readBytes } from '../../platform/node/read.js';
import { sealed, unsealed } from './sealed.js';

/** A snapshot of a run in a file of its own: its step, and the file's hash. */
export interface KeptSnapshot {
  readonly step: number;
  readonly sha256: string;
}

const FORMAT = 'faccent-snapshot';

const nameOf = (step: number): string => `frame-${String(step).padStart(6, '0')}.safetensors`;

/** Whether a file's name is that of a snapshot. */
export const isSnapshot = (name: string): boolean => /^frame-\d{6,}\.safetensors$/.test(name);

type Snapshot = Pick<Step, 'image' | 'images'>;

/** Writes the pictures of a step, once and for all. */
export async function writeSnapshot(folder: string, { step, images }: Step): Promise<KeptSnapshot> {
  const tensors = images!.map((image, i): [string, FileTensor] => [
    `image.${i}`,
    { dims: [planesOf(image), ...image.size], data: image.data },
  ]);
  const { bytes, sha256 } = sealed(new Map(tensors), { format: FORMAT, step: String(step) });
  await writeWhole(path.join(folder, nameOf(step)), bytes);
  return { step, sha256 };
}

/** @throws FaccentError where it is damaged, or that of another run; a file system's error where it is not there */
export async function readSnapshot(folder: string, { step, sha256 }: KeptSnapshot): Promise<Snapshot> {
  const file = path.join(folder, nameOf(step));
  const { tensors, sha256: found } = unsealed(await readBytes(file), file);
  if (found !== sha256) throw new Error(`"${file}" is of another run`);
  if (![...tensors.values()].every(({ dims }) => dims.length === 3))
    throw new Error(`"${file}" has no pictures`);
  const images = [...tensors.values()].map(({ dims: [, height, width], data }) => ({
    ...{ size: [height!, width!] as const, data },
  }));
  return { image: images[0], images };
}
