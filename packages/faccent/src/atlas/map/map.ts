import type { CellLabel, Guesses } from './labels.js';
import { cellLabels, meanGuess } from './labels.js';
import { type Cell, cellsOf } from './grid.js';
import { type LayoutOptions, layOut, withinSquare } from './layout.js';
import { type Points, atUnitLength, dot, firstOf, meanOf, pointAt } from './points.js';
import { whitening } from './whitening.js';

/** A point of a map: a position of a layer in a photograph. */
export interface MapPoint {
  /** Of the photograph's file. */
  readonly sha256: string;
  /** Row and column in the layer; none where it has no positions. */
  readonly position?: readonly [y: number, x: number];
  /** What the network takes the photograph for; none where its scores are no classes. */
  readonly guesses?: Guesses;
}

/** A cell of a map, and what shows it. */
export interface MappedCell extends Cell {
  /** (channels), of unit length: what is raised to see the cell. */
  readonly direction: Float64Array;
  /** What its photographs are taken for, more than others are; strongest first. */
  readonly labels: readonly CellLabel[];
  /** Points that are most like the cell's mean, of different photographs. */
  readonly examples: readonly number[];
}

/** A grid over the map. */
export interface MappedLevel {
  /** Cells along each side. */
  readonly side: number;
  readonly cells: readonly MappedCell[];
}

/** How a map is made. */
export interface MapOptions extends LayoutOptions {
  /** Cells along each side, for each level of zoom. */
  readonly sides: readonly number[];
  /** Points that a cell holds at least; 3 by default. */
  readonly least?: number;
}

/** What is told of a cell: its labels, and examples. */
const [LABELS, EXAMPLES] = [3, 6];

/** Points of which the second moments are taken: more say nothing else. */
const MOMENTS_OF = 20_000;

/**
 * An activation atlas (Carter et al. 2019; docs/method.md, 12.4): points laid out on a plane by their likeness, a grid over
 * it, and of each cell the mean activation, turned to what sets it apart.
 * @param points (count, channels), in an order that does not depend on names: the first are what UMAP lays out
 * @param about of each point
 * @throws FaccentError on fewer than 8 points
 * @example const levels = await mapOf(points, about, { sides: [10, 20] })
 */
export async function mapOf(
  points: Points,
  about: readonly MapPoint[],
  { sides, least = 3, ...layout }: MapOptions,
): Promise<MappedLevel[]> {
  const places = withinSquare(await layOut(points, layout));
  const whitened = whitening(firstOf(points, Math.min(about.length, MOMENTS_OF)));
  const unit = atUnitLength(points);
  const guesses = about.map((point) => point.guesses ?? []);
  const usual = meanGuess(guesses, [...guesses.keys()]);
  return sides.map((side) => ({
    side,
    cells: cellsOf(places, side, least).map((cell): MappedCell => {
      const mean = meanOf(points, cell.points);
      return {
        ...cell,
        direction: whitened.turn(mean),
        labels: cellLabels(guesses, cell.points, usual, LABELS),
        examples: examplesOf(unit, about, cell.points, mean),
      };
    }),
  }));
}

function examplesOf(
  unit: Points,
  about: readonly MapPoint[],
  points: readonly number[],
  mean: Float64Array,
): number[] {
  const seen = new Set<string>();
  return points
    .map((i) => ({ i, likeness: dot(pointAt(unit, i), mean) }))
    .sort((a, b) => b.likeness - a.likeness || a.i - b.i)
    .filter(({ i }) => {
      const { sha256 } = about[i]!;
      const isNew = !seen.has(sha256);
      seen.add(sha256);
      return isNew;
    })
    .slice(0, EXAMPLES)
    .map(({ i }) => i);
}
