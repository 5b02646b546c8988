import { declareMeasure } from './kind.js';
import { layerDistance } from './layer-distance.js';
import { FROM_THE_PHOTOGRAPH } from './rows.js';

/** A distance, and the layer that it is taken at. */
export interface Distance {
  readonly layer: string;
  /** In the layer's units. */
  readonly value: number;
}

/** The distance at a layer, with the layer's name. */
export const distance = declareMeasure('distance', {
  about: "the regularizer's distance D at a layer, in the layer's units, above 0",
  comparedWith: 'the photograph',
  compute: async (...args: Parameters<typeof layerDistance>): Promise<Distance> => ({
    layer: args[3],
    value: await layerDistance(...args),
  }),
  needs: ({ model, photo, accentuation, layer, running }) =>
    layer ? [model, photo, accentuation, layer, running] : undefined,
  row: ({ layer, value }) => [FROM_THE_PHOTOGRAPH, `${value.toPrecision(3)} at ${layer}`],
});
