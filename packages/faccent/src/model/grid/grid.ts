import { sizeOf } from 'onnx-grad';
import type { Size } from '../../image/image.js';
import type { CopyAsIs, Shown } from '../copies.js';
import { NOWHERE, type Placed, placeValues } from './positions.js';
import { lastThatMatters } from './reach.js';

/** The positions of a layer: what of it lies where in the picture. */
export interface Grid {
  /** Height and width. */
  readonly size: Size;
  /** Axes of the value that hold the positions, as the network has it. */
  readonly axes: readonly number[];
  /**
   * For each position, row by row, its place among the elements of those axes. What is not among them lies nowhere in the
   * picture: class tokens, registers.
   */
  readonly places: Int32Array;
}

/** The grid of a value's positions: undefined where not each of them stands there once. */
function gridOf({ grid, marks }: Placed): Grid | undefined {
  const axes = marks.own.flatMap((length, axis) => (length > 1 ? [axis] : []));
  const places = new Int32Array(sizeOf(grid)).fill(NOWHERE);
  for (const [i, position] of marks.data.entries()) {
    if (position === NOWHERE) continue;
    if (places[position] !== NOWHERE) return undefined;
    places[position] = i;
  }
  return places.includes(NOWHERE) ? undefined : { size: grid, axes, places };
}

/** The grids of a network's values, found when first asked for. */
export class Grids {
  private readonly places: ReadonlyMap<string, Placed>;

  constructor(
    private readonly shown: Pick<Shown, 'input' | 'dims' | 'batched' | 'channelAxis'>,
    private readonly one: CopyAsIs,
  ) {
    const { dims, batched, channelAxis } = shown;
    const plane = dims.flatMap((_, i) => (i === channelAxis || (batched && i === 0) ? [] : [i]));
    this.places = placeValues(one.builder, this.input, plane as [number, number]);
  }

  private get input(): string {
    return this.one.name(this.shown.input)!;
  }

  private placeOf(value: string): Placed | undefined {
    const name = this.one.name(value);
    return name === undefined ? undefined : this.places.get(name);
  }

  of(value: string): Grid | undefined {
    const placed = this.placeOf(value);
    return placed && gridOf(placed);
  }

  /** The last of some values with grids, in order, whose positions matter to the targets: see `reach.ts`. */
  lastThatMatters(values: readonly string[], targets: readonly string[]): string | undefined {
    const { builder } = this.one;
    const named = new Map(values.map((value) => [this.one.name(value)!, value]));
    const places = new Map(values.map((value) => [this.one.name(value)!, this.placeOf(value)!]));
    const names = targets.map((target) => this.one.name(target)!);
    const last = lastThatMatters(builder, this.input, places, names);
    return last === undefined ? undefined : named.get(last);
  }
}
