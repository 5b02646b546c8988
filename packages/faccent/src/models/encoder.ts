import { Encoder } from '../concept/encoder.js';
import { named, readExternalData } from './load.js';
import { readBytes } from '../platform/node/read.js';

/** A file of an encoder. */
export interface EncoderFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly encoder: Encoder;
}

/** Reads an encoder with what lies beside it. @throws FaccentError, GraphError naming the file */
export async function readEncoder(path: string): Promise<EncoderFile> {
  const bytes = await readBytes(path, 'read the encoder');
  const weights = await named(path, () => readExternalData(path, bytes));
  return { path, bytes, encoder: await named(path, () => Encoder.read(bytes, weights)) };
}
