import * as z from 'zod/mini';
import { Encoder } from '../model/encoder.js';
import { type Given, required } from '../declaration/option.js';
import { wrong } from '../declaration/schema.js';
import { objective } from './objective.js';
import { item, layer, position } from './options.js';
import { atPosition, positionInput } from './position.js';
import { batchItem, directionOf, unit } from './unit.js';

const options = {
  layer,
  encoder: required(
    z.custom<Encoder>((value) => value instanceof Encoder, 'an encoder'),
    'the encoder, or the bytes of its ONNX file; in JSON its fingerprint',
    {
      json: {
        write: (encoder) => encoder.fingerprint,
        read: (json, path, { given }) => {
          const found = given?.encoder?.find(
            (one): one is Encoder => one instanceof Encoder && one.fingerprint === json,
          );
          if (!found)
            throw wrong(json, path, 'the fingerprint of an encoder that is given beside the description');
          return found;
        },
      },
    },
  ),
  latent: required(unit, "a latent's index, or a direction (one number a latent, used as it is)"),
  position,
  item,
};

/** For one latent the bytes of the encoder's file will do; for several, they are read once. */
type EncoderLatent = Omit<Given<typeof options>, 'encoder'> & { readonly encoder: Encoder | Uint8Array };

/**
 * Activation of a latent of an encoder that reads a layer, such as a feature of a sparse autoencoder: mean over views
 * and positions (docs/method.md, 5.2 and 12.3). The encoder, or the bytes of its ONNX file, becomes part of the graph and
 * is differentiated with it. A graph serves every latent: read the encoder once with `Encoder.read` for several.
 * @throws GraphError, FaccentError on bytes that are no encoder; FaccentError on options that cannot be, and, when the
 * graph is built, if the encoder does not fit the layer or has no such latent
 * @example
 * const { encoder } = await loadEncoder('sae.onnx');
 * await accentuate(model, photo, encoderLatent({ layer: 'block5c', encoder, latent: 3 }));
 */
export const encoderLatent = objective('encoderLatent', {
  about:
    "activation of a latent of an encoder, such as a sparse autoencoder's, mean over views and positions",
  options,
  from: ({ encoder, ...given }: EncoderLatent) => ({
    ...given,
    encoder: encoder instanceof Uint8Array ? Encoder.read(encoder) : encoder,
  }),
  build: ({ layer, encoder, latent, position, item }) => ({
    layers: [layer],
    meanOverViews: true,
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
  }),
});
