import { required, usually } from '../declaration/option.js';
import { nonNegative, oneOf } from '../declaration/schema.js';
import { add, multiply, subtract } from './algebra.js';
import { together } from './networks.js';
import { type LayerOf, type Objective, objective } from './objective.js';
import { inner } from './options.js';

type Seen = Pick<Objective, 'layers' | 'networks'>;

/**
 * That an objective stays as it is on the photograph: minus the mean over views of |its value on the view − its value on the
 * same view of the photograph|. 0 is as on the photograph. An exact penalty: raised beside something else, from a
 * certain weight on it gives way to nothing (docs/method.md, 5.10).
 * @throws FaccentError on options that cannot be; when a run starts without a photograph
 * @example
 * const other = channel({ layer: 'block5c', unit: 13 });
 * await accentuate(model, photo, add(channel({ layer: 'block5c', unit: 12 }), unchanged({ objective: other })));
 */
export const unchanged = objective('unchanged', {
  about: 'that an objective stays as on the photograph: minus |the difference|, view by view; 0 is the same',
  options: { objective: inner },
  build: ({ objective: kept }) => {
    const { layers, networks = [] } = kept;
    return {
      layers,
      photographLayers: layers,
      networks: together(networks.map((seen) => ({ ...seen, photographLayers: seen.layers }))),
      meanOverViews: true,
      inputs: (dims) => kept.inputs(dims),
      value: (activations, inputs, photograph) => {
        const views = viewsIn(activations, kept);
        const [now, then] = [activations, photograph!].map((seen) =>
          views.map((view) => kept.value(view(seen), inputs, view(photograph!))),
        );
        return now!
          .map((value, i) => value.sub(then![i]!).abs())
          .reduce((sum, one) => sum.add(one))
          .mul(-1 / views.length);
      },
    };
  },
});

/** Each view alone of what an objective looks at. */
function viewsIn(activations: LayerOf, { layers, networks = [] }: Seen): ((of: LayerOf) => LayerOf)[] {
  const [own] = layers;
  const other = networks.find((seen) => seen.layers.length);
  const first = own === undefined ? activations(other!.layers[0]!, other!.model) : activations(own);
  return Array.from(
    { length: first.dims[0]! },
    (_, i) => (of) => (layer, network) => of(layer, network).slice(0, i, i + 1),
  );
}

/**
 * One objective against another: the first is raised while the second stays as it is on the photograph (`unchanged`), or
 * falls. Each may be of another network (`seenBy`). A run of it tells both, on the whole picture, along its way
 * (docs/method.md, 5.10). `balanceAgainst` measures the weight at which both are as strong.
 * @throws FaccentError on options that cannot be; when a run that keeps the second starts without a photograph
 * @example
 * const [raised, other] = [channel({ layer: 'block5c', unit: 12 }), channel({ layer: 'block5c', unit: 13 })];
 * const { against: tradeOff } = await accentuate(model, photo, against({ raised, other, weight: 2 }));
 * console.log(tradeOff!.raised.after, tradeOff!.other.after);
 */
export const against = objective('against', {
  about: 'one objective raised while another stays as on the photograph, or falls',
  options: {
    raised: inner,
    other: inner,
    weight: required(nonNegative, 'what the other counts for: a unit of it is so many units of the first'),
    keep: usually(oneOf('stays', 'falls'), 'stays', 'what the other is to do: stay, or fall'),
  },
  build: ({ raised, other, weight, keep }) => {
    const weighed =
      keep === 'falls'
        ? subtract(raised, multiply(other, weight))
        : add(raised, multiply(unchanged({ objective: other }), weight));
    return { ...weighed, against: { raised, other } };
  },
});
