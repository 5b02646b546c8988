import { Encoder } from '../model/encoder.js';
import type { TransferOptions } from '../platform/transfer.js';
import { type ModelSource, named, openModel } from './open.js';

/** An encoder, and the file that it is of. */
export interface LoadedEncoder {
  readonly encoder: Encoder;
  /** Its path, or where it came from. */
  readonly path: string;
  readonly sha256: string;
}

/**
 * Loads an encoder of a layer's activations, with the weights that lie beside it.
 * @throws FaccentError, GraphError that name the file and what is wrong with it
 * @example
 * const { encoder, sha256 } = await loadEncoder('sae.onnx');
 * await accentuate(model, photo, encoderLatent({ layer: 'block5c', encoder, latent: 3 }));
 */
export async function loadEncoder(
  source: ModelSource,
  options: TransferOptions = {},
): Promise<LoadedEncoder> {
  const { bytes, weights, folder, origin } = await openModel(source, options, 'encoder');
  const encoder = await named(folder.nameOf(folder.model), () => Encoder.read(bytes, weights));
  return { encoder, path: origin.path ?? origin.source, sha256: origin.sha256 };
}
