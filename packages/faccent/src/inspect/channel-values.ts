import type { Model } from '../model/model.js';
import { findPositions } from '../model/positions.js';
import type { Value } from '../platform/runtime.js';

/** How a layer's channels are told by one number each, whatever the picture: found once for a layer. */
export interface ChannelReader {
  readonly channels: number;
  /** Rows and columns of its positions; undefined where each channel is one number. */
  readonly size?: readonly [rows: number, columns: number];
  /** A channel's mean over all positions, summed in float64 in the order that they lie in. */
  activation(data: Float32Array, channel: number): number;
  /** Where it is largest, row by row among the positions that lie in the picture, and how large. */
  peak(data: Float32Array, channel: number): { readonly place: number; readonly value: number };
}

/** @param dims of the layer's activations: (1, channels, …) */
export function channelReader(model: Model, layer: string, { dims, data }: Value): ChannelReader {
  const channels = dims[1] ?? 0;
  const plane = data.length / channels;
  const positions = plane > 1 ? findPositions(model, layer, dims) : undefined;
  const [, columns] = positions?.size ?? [plane, dims[3] ?? plane];
  const places = positions?.places;
  const lying = places?.length ?? plane;
  return {
    channels,
    size: plane === 1 ? undefined : [Math.ceil(lying / columns), columns],
    activation: (values, channel) => {
      let sum = 0;
      for (let i = channel * plane; i < (channel + 1) * plane; i++) sum += values[i]!;
      return sum / plane;
    },
    peak: (values, channel) => {
      const at = (i: number): number => values[channel * plane + (places ? places[i]! : i)]!;
      let [place, value] = [0, at(0)];
      for (let i = 1; i < lying; i++) {
        const other = at(i);
        if (other > value) [place, value] = [i, other];
      }
      return { place, value };
    },
  };
}
