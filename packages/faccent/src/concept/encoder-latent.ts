import { type Objective, describe } from '../objective/objective.js';
import { type Position, atPosition, positionInput } from '../objective/position.js';
import { type Unit, batchItem, directionOf } from '../objective/unit.js';
import { Encoder } from './encoder.js';

/** Options of `encoderLatent`. */
export interface EncoderLatentOptions {
  /** The layer whose activations are encoded. */
  readonly layer: string;
  /** The encoder, or the bytes of its ONNX file: read it once with `Encoder.read` for several latents. */
  readonly encoder: Encoder | Uint8Array;
  /** A latent's index, or a direction (one number a latent, used as it is). */
  readonly latent: Unit;
  /** Row and column of the latents; all positions by default. */
  readonly position?: Position;
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/**
 * Activation of a latent of an encoder that reads a layer, such as a feature of a sparse autoencoder: mean over views
 * and positions. The encoder becomes part of the graph and is differentiated with it. A graph serves every latent.
 * @throws GraphError, FaccentError on bytes that are no encoder; when the graph is built, FaccentError if the encoder
 * does not fit the layer or has no such latent
 * @example encoderLatent({ layer: 'mixed4c', encoder: Encoder.read(bytes), latent: 1207 })
 */
export function encoderLatent({
  layer,
  latent,
  position,
  item,
  ...options
}: EncoderLatentOptions): Objective {
  const encoder = options.encoder instanceof Encoder ? options.encoder : Encoder.read(options.encoder);
  return {
    name: 'encoderLatent',
    layers: [layer],
    meanOverViews: true,
    description: describe('encoderLatent', { encoder: encoder.fingerprint, layer, latent, position, item }),
    inputs: (dimsOf) => {
      const dims = encoder.dims(dimsOf(layer), layer);
      const encoded = `${layer}, encoded`;
      return {
        direction: directionOf(latent, dims[2]!, encoded),
        ...(position && { position: positionInput(position, dims, encoded) }),
      };
    },
    value: (activations, inputs) => {
      const values = encoder.project(batchItem(activations(layer), item), inputs.direction!, layer);
      return (inputs.position ? atPosition(values, inputs.position) : values).mean();
    },
  };
}
