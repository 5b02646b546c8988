// Circuits: the channels with the largest scores keep the target's activation better than as many random ones.
import {
  attributionVectors,
  channelScores,
  maskFromScores,
  objectiveValues,
  randomOrder,
  withMask,
} from 'faccent';
import { TARGETS } from './subject.js';

const SHARES = [0.05, 0.1, 0.2, 0.4, 0.7, 1];
const RANDOM_MASKS = 3;

/** Scores in random order: their mask keeps random channels. */
const randomScores = (scores, seed) => ({ ...scores, values: randomOrder([1, scores.values.length], seed) });

export async function measure({ network, photographs }) {
  const { model, feature, layers, nameOf } = network;
  const target = TARGETS[0];
  const objective = feature(target);
  const images = photographs.of(target).map(({ image }) => image);
  // scores of one half of the photographs, tried on the other
  const [seen, tried] = [images.filter((_, i) => i % 2 === 0), images.filter((_, i) => i % 2 === 1)];
  const under = async (masks) => objectiveValues(withMask(model, masks), objective, tried);
  const places = [];
  for (const layer of [layers.held, layers.late]) {
    const vectors = await attributionVectors(model, seen, objective, [layer]);
    const scores = channelScores(layer, vectors.layers[layer]);
    const rows = [];
    for (const share of SHARES) {
      const random = [];
      for (let seed = 0; seed < RANDOM_MASKS; seed++)
        random.push(await under([maskFromScores(randomScores(scores, seed), { share })]));
      rows.push({
        share,
        magnitude: await under([maskFromScores(scores, { share })]),
        positive: await under([maskFromScores(scores, { share, positive: true })]),
        random,
      });
    }
    places.push({ layer: nameOf(layer), channels: scores.values.length, rows });
  }
  return { network: network.name, target, whole: await objectiveValues(model, objective, tried), places };
}
