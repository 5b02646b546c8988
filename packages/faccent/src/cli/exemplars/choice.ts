import { acrossRange, channelStatistics, largestOf } from 'faccent';
import type { ChannelStatistics, LayerUnits } from 'faccent';
import { drawOf, seedOf } from '../../exemplars/choose.js';
import type { Block } from './block.js';
import { unitsOf } from './values.js';

/** What photographs are chosen by: a channel's mean over positions, or its peak. */
export type By = 'activation' | 'peak';

/** How many photographs are kept of each channel, and by what. */
export interface Choice {
  readonly top: number;
  /** Parts of a channel's range, of each of which one is drawn at random. */
  readonly sample: number;
  readonly by: By;
}

/** A photograph that was chosen for a channel. */
export interface Chosen {
  readonly kind: 'top' | 'sample';
  /** From 0: of the strongest, or the part of the range that it was drawn of. */
  readonly rank: number;
  /** Which of all photographs that were measured. */
  readonly photograph: number;
  readonly activation: number;
  /** Where the layer has positions. */
  readonly peak?: number;
  readonly position?: readonly [y: number, x: number];
}

/** All that is kept of a channel. */
export interface ChosenChannel {
  readonly layer: string;
  readonly unit: number;
  readonly activation: ChannelStatistics;
  readonly peak?: ChannelStatistics;
  readonly chosen: readonly Chosen[];
}

/** Bytes of values that are held at once: of as many channels as fit. */
const HELD = 2 ** 26;

/** First 32 bits of each photograph's SHA-256, in order. */
const contentsOf = (blocks: readonly Block[]): Uint32Array =>
  Uint32Array.from(
    blocks.flatMap(({ head }) => head.photographs.map(({ sha256 }) => parseInt(sha256.slice(0, 8), 16))),
  );

/** Goes through the channels of some layers: statistics, the strongest photographs and a sample of each. */
export async function* chosenChannels(
  blocks: readonly Block[],
  layers: readonly LayerUnits[],
  choice: Choice,
): AsyncGenerator<ChosenChannel, void, void> {
  const contents = contentsOf(blocks);
  const count = contents.length;
  const positions = blocks
    .find(({ head }) => head.layers.length)!
    .head.layers.map((layer) => layer.positions);
  const atOnce = Math.max(1, Math.floor(HELD / (16 * count)));
  for (const [i, { layer, units }] of layers.entries())
    for (let from = 0; from < units.length; from += atOnce) {
      const some = units.slice(from, from + atOnce);
      const values = await unitsOf(blocks, i, from, from + some.length);
      for (const [u, unit] of some.entries()) {
        const own = <A extends { subarray(from: number, to: number): A }>(all: A): A =>
          all.subarray(u * count, (u + 1) * count);
        const [activation, peak] = [own(values.activation), values.peak && own(values.peak)];
        const place = values.place && own(values.place);
        const by = choice.by === 'peak' && peak ? peak : activation;
        const columns = positions[i]?.[1] ?? 1;
        const chosen =
          (kind: Chosen['kind']) =>
          (rank: number, at: number): Chosen => ({
            ...{ kind, rank, photograph: at, activation: activation[at]! },
            ...(peak && { peak: peak[at]! }),
            ...(place && { position: [Math.floor(place[at]! / columns), place[at]! % columns] as const }),
          });
        const seed = seedOf(layer, unit);
        const sample = choice.sample
          ? acrossRange(by, choice.sample, (at) => drawOf(seed, contents[at]!))
          : [];
        yield {
          ...{ layer, unit, activation: channelStatistics(activation) },
          peak: peak && channelStatistics(peak),
          chosen: [
            ...largestOf(by, choice.top).map((at, rank) => chosen('top')(rank, at)),
            ...sample.map(({ at, part }) => chosen('sample')(part, at)),
          ],
        };
      }
    }
}
