// Beside claim 5: do the maps depend on what the network has learned? Weights are randomized from the top down.
import {
  accentuate,
  attribute,
  box,
  circuitLayers,
  lastWithPositions,
  opacityMap,
  randomizeWeights,
  spearman,
} from 'faccent';

/** Layers that the randomization comes down to, besides the logits. */
const DEPTHS = 6;

/** The opacity's runs are short, free and of fewer photographs: there are many. */
const OPACITY_STEPS = 10;
const OPACITY_PHOTOGRAPHS = 4;

const METHODS = {
  gradient: async ({ model, image, objective }) =>
    (await attribute(model, image, objective, { method: 'gradient' })).map,
  'Grad-CAM': async ({ model, image, objective, layer }) =>
    (await attribute(model, image, objective, { method: 'grad-cam', layer })).map,
  opacity: async ({ model, image, objective, crops, randomSeed }) => {
    const options = { steps: OPACITY_STEPS, transform: box({ views: crops }), strength: 0, randomSeed };
    const { opacity } = await accentuate(model, image, objective, options);
    return opacityMap(opacity, image.size, { percentile: 0 });
  },
};

/** How like the map of each randomized network is to that of the trained one; each photograph has its own shuffle. */
async function similarities(mapOf, subject, depths, photo, randomSeed) {
  const { model, feature } = subject.network;
  const of = (network) =>
    mapOf({ ...subject, model: network, image: photo.image, objective: feature(photo.target) });
  const trained = await of(model);
  const found = [];
  for (const from of depths)
    found.push(spearman(trained, await of(randomizeWeights(model, { from, randomSeed }))));
  return found;
}

export async function measure({ network, settings, photographs }) {
  const { model, feature, nameOf } = network;
  const objective = feature(photographs.own[0].target);
  const layer = lastWithPositions(model, objective);
  const depths = [model.logits, ...circuitLayers(model, objective, DEPTHS).toReversed()];
  const similarity = {};
  for (const [name, mapOf] of Object.entries(METHODS)) {
    const photos = name === 'opacity' ? photographs.own.slice(0, OPACITY_PHOTOGRAPHS) : photographs.own;
    similarity[name] = [];
    for (const [i, photo] of photos.entries())
      similarity[name].push(await similarities(mapOf, { network, layer, ...settings }, depths, photo, i));
  }
  return {
    network: network.name,
    steps: OPACITY_STEPS,
    gradCamAt: nameOf(layer),
    depths: depths.map(nameOf),
    similarity,
  };
}
