import * as z from 'zod/mini';
import { required } from '../declaration/option.js';
import { wrong } from '../declaration/schema.js';
import { Model } from '../model/model.js';
import { together } from './networks.js';
import { objective } from './objective.js';
import { inner } from './options.js';

const model = required(
  z.custom<Model>((value) => value instanceof Model, 'a model'),
  'the network that sees it, as loadModel gives it; in JSON its fingerprint',
  {
    json: {
      write: ({ fingerprint }) => fingerprint,
      read: (json, path, { given }) => {
        const found = given?.network?.find(
          (one): one is Model => one instanceof Model && one.fingerprint === json,
        );
        if (!found)
          throw wrong(json, path, 'the fingerprint of a network that is given beside the description');
        return found;
      },
    },
  },
);

/**
 * An objective in another network than the run's own: it is shown the same views, resized to its input, with its own
 * colours, range and layout, in the same graph (docs/method.md, 5.10).
 * @throws FaccentError on options that cannot be; when the graph is built, as the objective does
 * @example
 * const other = await loadModel('efficientnet-lite0');
 * const cat = { layer: 'logits', unit: 281 };
 * const both = add(channel(cat), seenBy({ model: other, objective: channel(cat) }));
 * await accentuate(model, photo, both);
 */
export const seenBy = objective('seenBy', {
  about: 'an objective in another network, which is shown the same views',
  options: { model, objective: inner },
  build: ({ model, objective: { layers, photographLayers, networks = [], ...seen } }) => ({
    layers: [],
    networks: together([{ model, layers, photographLayers }, ...networks]),
    meanOverViews: seen.meanOverViews,
    inputs: (dims) => seen.inputs((layer, network = model) => dims(layer, network)),
    value: (activations, inputs, photograph) =>
      seen.value(
        (layer, network = model) => activations(layer, network),
        inputs,
        photograph && ((layer, network = model) => photograph(layer, network)),
      ),
  }),
});
