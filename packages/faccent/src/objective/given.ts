import type { Encoder } from '../model/encoder.js';
import type { Model } from '../model/model.js';

/** What descriptions of objectives name by fingerprints. */
export interface NamedInputs {
  /** The run's own network. */
  readonly model?: Model;
  /** The encoder whose latents an objective is of. */
  readonly encoder?: Encoder;
  /** Other networks that an objective looks at. */
  readonly networks?: readonly Model[];
}

/** The same, as a registry reads it. */
export const given = ({ model, encoder, networks = [] }: NamedInputs) => ({
  encoder: encoder && [encoder],
  network: model ? [model, ...networks] : networks,
});
