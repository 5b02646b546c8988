// Circuits: the channels with the largest scores keep the target's activation better than as many random ones.
import {
  type Mask,
  type Scores,
  attributionVectors,
  channelScores,
  maskFromScores,
  objectiveValues,
  randomOrder,
  withMask,
} from 'faccent';
import { inTurn, upTo } from '../../common/numbers.js';
import { type Subject, TARGETS } from '../subject.js';

const SHARES = [0.05, 0.1, 0.2, 0.4, 0.7, 1];
const RANDOM_MASKS = 3;

/** A share of a layer's channels kept: the target on each photograph. */
export interface Row {
  readonly share: number;
  readonly magnitude: readonly number[];
  readonly positive: readonly number[];
  /** One list a random mask. */
  readonly random: readonly (readonly number[])[];
}

/** A layer. */
export interface Place {
  readonly layer: string;
  readonly channels: number;
  readonly rows: readonly Row[];
}

export interface Numbers {
  readonly network: string;
  readonly target: string;
  /** The target on each photograph, where nothing is masked. */
  readonly whole: readonly number[];
  readonly places: readonly Place[];
}

/** Scores in random order: their mask keeps random channels. */
const randomScores = (scores: Scores, seed: number): Scores => ({
  ...scores,
  values: randomOrder([1, scores.values.length], seed),
});

export async function measure({ network, photographs }: Subject): Promise<Numbers> {
  const { model, feature, layers, nameOf } = network;
  const target = TARGETS[0];
  const objective = feature(target);
  const images = photographs.of(target).map(({ image }) => image);
  // scores of one half of the photographs, tried on the other
  const [seen, tried] = [images.filter((_, i) => i % 2 === 0), images.filter((_, i) => i % 2 === 1)];
  const under = async (...masks: Mask[]): Promise<number[]> =>
    objectiveValues(withMask(model, masks), objective, tried);
  const places: Place[] = [];
  for (const layer of [layers.held, layers.late]) {
    const vectors = await attributionVectors(model, seen, objective, [layer]);
    const scores = channelScores(layer, vectors.layers[layer]!);
    const rows = await inTurn(SHARES, async (share) => ({
      share,
      magnitude: await under(maskFromScores(scores, { share })),
      positive: await under(maskFromScores(scores, { share, positive: true })),
      random: await inTurn(upTo(RANDOM_MASKS), (seed) =>
        under(maskFromScores(randomScores(scores, seed), { share })),
      ),
    }));
    places.push({ layer: nameOf(layer), channels: scores.values.length, rows });
  }
  return { network: network.name, target, whole: await objectiveValues(model, objective, tried), places };
}
