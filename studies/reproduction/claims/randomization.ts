// Beside claim 5: do the maps depend on what the network has learned? Weights are randomized from the top down.
import {
  type Image,
  type Model,
  type Objective,
  accentuate,
  box,
  circuitLayers,
  gradCam,
  lastWithPositions,
  opacityMap,
  randomizeWeights,
  saliency,
  spearman,
} from 'faccent';
import { inTurn } from '../../common/numbers.js';
import type { Seed, Settings, Subject } from '../subject.js';

/** Layers that the randomization comes down to, besides the logits. */
const DEPTHS = 6;

/** The opacity's runs are short, free and of fewer photographs: there are many. */
const OPACITY_STEPS = 10;
const OPACITY_PHOTOGRAPHS = 4;

export interface Numbers {
  readonly network: string;
  readonly steps: number;
  readonly gradCamAt: string;
  /** Layers that were randomized down to. */
  readonly depths: readonly string[];
  /** Of each map: photograph by photograph, how like it is to the trained network's at each depth; none if constant. */
  readonly similarity: Readonly<Record<string, readonly (readonly (number | null)[])[]>>;
}

/** What a map is made of. */
interface Mapped {
  readonly model: Model;
  readonly image: Image;
  readonly objective: Objective;
  /** Of Grad-CAM. */
  readonly layer: string;
  readonly settings: Settings;
}

type MapOf = (mapped: Mapped) => Promise<Float32Array>;

const METHODS: Readonly<Record<string, MapOf>> = {
  gradient: async ({ model, image, objective }) => (await saliency(model, image, objective)).map,
  'Grad-CAM': async ({ model, image, objective, layer }) =>
    (await gradCam(model, image, objective, { layer })).map,
  opacity: async ({ model, image, objective, settings: { views, randomSeed } }) => {
    const options = { steps: OPACITY_STEPS, transform: box({ views }), strength: 0, randomSeed };
    const { opacity } = await accentuate(model, image, objective, options);
    return opacityMap(opacity, image.size, { percentile: 0 });
  },
};

export async function measure({ network, settings, photographs }: Subject): Promise<Numbers> {
  const { model, feature, nameOf } = network;
  const objective = feature(photographs.own[0]!.target);
  const layer = lastWithPositions(model, objective);
  const depths = [model.logits, ...circuitLayers(model, objective, DEPTHS).toReversed()];

  /** How like the map of each randomized network is to that of the trained one; each photograph has its own shuffle. */
  const similarities = async (mapOf: MapOf, photo: Seed, randomSeed: number): Promise<number[]> => {
    const of = (shuffled: Model): Promise<Float32Array> =>
      mapOf({ model: shuffled, image: photo.image, objective: feature(photo.target), layer, settings });
    const trained = await of(model);
    return inTurn(depths, async (from) =>
      spearman(trained, await of(randomizeWeights(model, { from, randomSeed }))),
    );
  };

  const similarity: Record<string, number[][]> = {};
  for (const [name, mapOf] of Object.entries(METHODS)) {
    const photos = name === 'opacity' ? photographs.own.slice(0, OPACITY_PHOTOGRAPHS) : photographs.own;
    similarity[name] = await inTurn(photos, (photo, i) => similarities(mapOf, photo, i));
  }
  return {
    network: network.name,
    steps: OPACITY_STEPS,
    gradCamAt: nameOf(layer),
    depths: depths.map(nameOf),
    similarity,
  };
}
