import type { Size } from '../../image/image.js';
import type { CopyAsIs, Shown } from '../copies.js';
import { NOWHERE, type Placed } from './placed.js';
import { placeValues } from './positions.js';
import { type Target, lastThatMatters } from './reach.js';

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

/**
 * The grid of a value's positions: undefined where not each of them stands there once. Every second row and column, as
 * queries that are thinned out have them, are a grid, too.
 */
function gridOf({
  size: [height, width],
  data,
}: {
  readonly size: Size;
  readonly data: Int32Array;
}): Omit<Grid, 'axes'> | undefined {
  const at = new Int32Array(height * width).fill(NOWHERE);
  let found = 0;
  for (let i = 0; i < data.length; i++) {
    const position = data[i]!;
    if (position === NOWHERE) continue;
    if (at[position] !== NOWHERE) return undefined;
    at[position] = i;
    found++;
  }
  const rows = everyNth(height, (y) => at.subarray(y * width, (y + 1) * width).some((i) => i !== NOWHERE));
  const first = at.subarray((rows?.[0] ?? 0) * width);
  const columns = everyNth(width, (x) => first[x] !== NOWHERE);
  if (!rows || !columns || found !== rows.length * columns.length) return undefined;
  const places = new Int32Array(found);
  let next = 0;
  for (const y of rows) for (const x of columns) places[next++] = at[y * width + x]!;
  return places.includes(NOWHERE) ? undefined : { size: [rows.length, columns.length], places };
}

/** The indices below a length that are there, where they are all, or every n-th from one end to the other. */
function everyNth(length: number, isThere: (i: number) => boolean): number[] | undefined {
  const there = Array.from({ length }, (_, i) => i).filter(isThere);
  const [first, second = length] = there;
  if (first === undefined) return undefined;
  const step = second - first;
  const isEven = there.every((i, n) => i === first + n * step);
  return isEven && first < step && there.at(-1)! + step >= length ? there : undefined;
}

/** Operators that make rows and columns anew, in whatever terms they are computed. */
const RESAMPLING: ReadonlySet<string> = new Set(['Resize', 'GridSample', 'DeformConv', 'MaxUnpool']);

/** The grids of a network's values, found when first asked for. */
export class Grids {
  private readonly places: ReadonlyMap<string, Placed>;
  private readonly known = new Map<Int32Array, { of: Size; grid: Omit<Grid, 'axes'> | undefined }>();

  constructor(
    private readonly shown: Pick<Shown, 'graph' | 'input' | 'dims' | 'batched' | 'channelAxis'>,
    private readonly one: CopyAsIs,
  ) {
    const { graph, dims, batched, channelAxis } = shown;
    const plane = dims.flatMap((_, i) => (i === channelAxis || (batched && i === 0) ? [] : [i]));
    const resampled = graph.nodes.flatMap(({ operator, inputs, outputs }) => {
      const [to, from] = [one.name(outputs[0]!), one.name(inputs[0] ?? '')];
      return RESAMPLING.has(operator) && to !== undefined && from !== undefined ? [[to, from] as const] : [];
    });
    this.places = placeValues(one.builder, this.input, plane as [number, number], new Map(resampled));
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
    if (!placed) return undefined;
    const { grid: size, marks } = placed;
    // most values of a network have the same
    const known = this.known.get(marks.data);
    const found = known && known.of.join() === size.join() ? known.grid : gridOf({ size, data: marks.data });
    this.known.set(marks.data, { of: size, grid: found });
    return found && { ...found, axes: marks.own.flatMap((length, axis) => (length > 1 ? [axis] : [])) };
  }

  /** The last of some values with grids, in order, whose positions matter to the targets: see `reach.ts`. */
  lastThatMatters(values: readonly string[], targets: readonly Target[]): string | undefined {
    const { builder } = this.one;
    const named = new Map(values.map((value) => [this.one.name(value)!, value]));
    const places = new Map(values.map((value) => [this.one.name(value)!, this.placeOf(value)!]));
    const names = targets.map(({ name, channel }) => ({ name: this.one.name(name)!, channel }));
    const last = lastThatMatters(builder, this.input, places, names);
    return last === undefined ? undefined : named.get(last);
  }
}
