import type { Model } from 'faccent';
import { type ChannelReader, channelReader } from '../../inspect/channel-values.js';
import type { Value } from '../../platform/runtime.js';
import {
  type BlockFailure,
  type BlockHead,
  type BlockPhotograph,
  type LayerValues,
  writeBlock,
} from './block.js';
import type { Measured } from './measured.js';

/** Bytes that a block has at most, and photographs. */
const [MOST_BYTES, MOST_PHOTOGRAPHS] = [2 ** 25, 256];

/** How many photographs are in a block: the same for all that have these units. */
export function photographsInBlock({ layers }: Pick<Measured, 'layers'>): number {
  const units = layers.reduce((sum, layer) => sum + layer.units.length, 0);
  return Math.max(1, Math.min(MOST_PHOTOGRAPHS, Math.floor(MOST_BYTES / (16 * units))));
}

/** Values of one layer while they are gathered: unit by unit, with room for as many photographs as a block has. */
interface Filling {
  readonly units: readonly number[];
  reader?: ChannelReader;
  readonly activation: Float64Array;
  readonly peak: Float32Array;
  readonly place: Uint32Array;
}

/** What photographs are to a network until a block of them is full. */
export class Gathering {
  private photographs: BlockPhotograph[] = [];
  private failed: BlockFailure[] = [];
  private readonly layers: readonly Filling[];
  private readonly room: number;

  constructor(
    private readonly model: Model,
    private readonly measured: Measured,
    private readonly kind: string,
  ) {
    this.room = photographsInBlock(measured);
    this.layers = measured.layers.map(({ units }) => {
      const values = units.length * this.room;
      return {
        ...{ units, activation: new Float64Array(values) },
        ...{ peak: new Float32Array(values), place: new Uint32Array(values) },
      };
    });
  }

  get count(): number {
    return this.photographs.length + this.failed.length;
  }

  /** @param activations of a layer: (1, channels, …) */
  add(photograph: BlockPhotograph, activations: (layer: string) => Value<Float32Array>): void {
    const at = this.photographs.length;
    for (const [i, filling] of this.layers.entries()) {
      const { layer } = this.measured.layers[i]!;
      const found = activations(layer);
      const data = found.data;
      const reader = (filling.reader ??= channelReader(this.model, layer, found));
      for (const [u, unit] of filling.units.entries()) {
        const to = u * this.room + at;
        filling.activation[to] = reader.activation(data, unit);
        if (!reader.size) continue;
        const { place, value } = reader.peak(data, unit);
        filling.peak[to] = value;
        filling.place[to] = place;
      }
    }
    this.photographs.push(photograph);
  }

  fail(failure: BlockFailure): void {
    this.failed.push(failure);
  }

  /** Writes what was gathered, and begins anew. @throws FaccentError where it cannot be written */
  async write(file: string): Promise<void> {
    const count = this.photographs.length;
    const packed = <A extends Float64Array | Float32Array | Uint32Array>(values: A, units: number): A => {
      if (count === this.room) return values;
      for (let u = 1; u < units; u++) values.copyWithin(u * count, u * this.room, u * this.room + count);
      return values.subarray(0, units * count) as A;
    };
    const head: BlockHead = {
      ...{ kind: this.kind, photographs: this.photographs, failed: this.failed },
      // where none could be read nothing is known of the layers, and nothing needs to be
      layers: count
        ? this.layers.map(({ units, reader }) => ({ units: units.length, positions: reader!.size }))
        : [],
    };
    const layers = this.layers.map(({ units, reader, activation, peak, place }): LayerValues => {
      if (!reader?.size) return { activation: packed(activation, units.length) };
      return {
        activation: packed(activation, units.length),
        peak: packed(peak, units.length),
        place: packed(place, units.length),
      };
    });
    await writeBlock(file, head, count ? layers : []);
    [this.photographs, this.failed] = [[], []];
  }
}
