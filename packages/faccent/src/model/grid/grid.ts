import type { Size } from '../../image/image.js';
import type { CopyAsIs, Shown } from '../copies.js';
import { NOWHERE, type Placed } from './placed.js';
import { placeValues } from './positions.js';
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

/**
 * The grid of a value's positions: undefined where not each of them stands there once. Every second row and column, as
 * queries that are thinned out have them, are a grid, too.
 */
function gridOf({ grid: [height, width], marks }: Placed): Grid | undefined {
  const axes = marks.own.flatMap((length, axis) => (length > 1 ? [axis] : []));
  const at = new Int32Array(height * width).fill(NOWHERE);
  for (const [i, position] of marks.data.entries()) {
    if (position === NOWHERE) continue;
    if (at[position] !== NOWHERE) return undefined;
    at[position] = i;
  }
  const rows = everyNth(height, (y) => at.subarray(y * width, (y + 1) * width).some((i) => i !== NOWHERE));
  const first = at.subarray((rows?.[0] ?? 0) * width);
  const columns = everyNth(width, (x) => first[x] !== NOWHERE);
  if (!rows || !columns) return undefined;
  const places = Int32Array.from(rows.flatMap((y) => columns.map((x) => at[y * width + x]!)));
  const isWhole =
    !places.includes(NOWHERE) && at.reduce((n, i) => n + Number(i !== NOWHERE), 0) === places.length;
  return isWhole ? { size: [rows.length, columns.length], axes, places } : undefined;
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
