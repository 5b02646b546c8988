import { UMAP } from 'umap-js';
import { FaccentError } from '../../errors.js';
import { Random } from '../../math/random.js';
import { type Points, atUnitLength, countOf, firstOf, pointAt } from './points.js';
import { principalPlane } from './principal.js';

/** How points are laid out. */
export interface LayoutOptions {
  /** Any integer; 0 by default. */
  readonly randomSeed?: number;
  /** Points that each is held near to; 20 by default. */
  readonly neighbours?: number;
  /** How near to each other they may lie; 0.01 by default. */
  readonly nearest?: number;
  /** Points that UMAP lays out; others take their places among those. 10,000 by default. */
  readonly most?: number;
  /** Rounds; 200 by default. */
  readonly epochs?: number;
  /** Called now and then. @param part of the work, 0 to 1 */
  readonly onProgress?: (part: number) => void;
}

const USUAL = { randomSeed: 0, neighbours: 20, nearest: 0.01, most: 10_000, epochs: 200 };

/** Fewer points are no map. */
export const LEAST_POINTS = 8;

/** Side of the square that the layout begins in, as umap-learn has it. */
const START = 20;

/** Of those that UMAP has laid out, how many say where another lies, and among how many they are looked for. */
const [AMONG, AMONG_FIRST] = [5, 4000];

/**
 * A plane for points, (count, 2), in which those with a small angle between them lie near each other: UMAP (McInnes et al.
 * 2018) by cosine, as Carter et al. 2019 have it (docs/method.md, 12.4). It begins with the two directions in which the
 * points vary most, and not with random places: what is far apart then stays so (Kobak & Linderman 2021). Of many points
 * the first are laid out, and each of the others lies at the mean of the nearest of them, weighted by likeness.
 * @throws FaccentError on fewer than 8 points
 * @example const plane = await layOut(points, { randomSeed: 1 })
 */
export async function layOut(points: Points, options: LayoutOptions = {}): Promise<Float64Array> {
  const count = countOf(points);
  if (count < LEAST_POINTS)
    throw new FaccentError(
      `a map is made of ${LEAST_POINTS} points or more, and there are ${count}: give more photographs, or more positions of each`,
    );
  const { randomSeed, neighbours, nearest, most, epochs } = { ...USUAL, ...options };
  const unit = atUnitLength(points);
  const first = firstOf(unit, Math.min(count, most));
  const random = new Random(randomSeed);
  const umap = new UMAP({
    nNeighbors: Math.min(neighbours, countOf(first) - 1),
    minDist: nearest,
    nEpochs: epochs,
    random: () => random.uniform(),
    distanceFn: (a, b) => Math.max(0, 1 - likeness(a, b)),
  });
  umap.initializeFit(rows(first));
  const places = umap.getEmbedding();
  begin(places, principalPlane(first), random);
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    options.onProgress?.((epoch + 1) / epochs);
    if (epoch % 20 === 0) await turn();
  }
  const plane = new Float64Array(2 * count);
  places.forEach(([x, y], i) => plane.set([x!, y!], 2 * i));
  const near = firstOf(first, Math.min(countOf(first), AMONG_FIRST));
  for (let i = countOf(first); i < count; i++) {
    plane.set(among(near, plane, pointAt(unit, i)), 2 * i);
    if (i % 200 === 0) await turn();
  }
  return plane;
}

/** Rows as the library takes them, not copied: it only reads them. */
const rows = (points: Points): Parameters<UMAP['fit']>[0] =>
  Array.from({ length: countOf(points) }, (_, i) => pointAt(points, i) as unknown as number[]);

/** The start of a layout, in place: a little apart, since equal places would stay equal. */
function begin(places: number[][], plane: Float64Array, random: Random): void {
  let furthest = 0;
  for (const v of plane) furthest = Math.max(furthest, Math.abs(v));
  const scale = START / 2 / (furthest || 1);
  places.forEach((place, i) => {
    for (const axis of [0, 1]) place[axis] = plane[2 * i + axis]! * scale + random.normal(1e-3);
  });
}

/** The cosine of points at unit length: what nearly all of the time goes to. */
function likeness(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c]! * b[c]!;
  return sum;
}

/** A signal, or a page, has its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Where a point lies among those that are laid out. */
function among(laid: Points, plane: Float64Array, point: Float32Array): [x: number, y: number] {
  const best: { like: number; i: number }[] = [];
  for (let i = 0; i < countOf(laid); i++) {
    const like = likeness(pointAt(laid, i), point);
    if (best.length === AMONG && like <= best[AMONG - 1]!.like) continue;
    best.push({ like, i });
    best.sort((a, b) => b.like - a.like);
    best.length = Math.min(best.length, AMONG);
  }
  // nearer ones count more: by how much less of the angle is left than to the furthest of them
  const least = best.at(-1)!.like;
  const weights = best.map(({ like }) => like - least + 1e-6);
  const sum = weights.reduce((a, b) => a + b);
  const at = (axis: number): number =>
    best.reduce((total, { i }, k) => total + (weights[k]! / sum) * plane[2 * i + axis]!, 0);
  return [at(0), at(1)];
}

/** The parts of the places that are taken for outliers on either side, and the margin around the rest (Carter et al.). */
const [OUTLYING, MARGIN] = [0.01, 0.1];

/**
 * Places in [0, 1], (count, 2): the first and the last hundredth along each axis are outliers, which a margin of a tenth
 * takes in as far as it reaches, and otherwise lie at the border.
 * @example const places = withinSquare(await layOut(points))
 */
export function withinSquare(plane: Float64Array): Float64Array {
  const within = new Float64Array(plane.length);
  for (const axis of [0, 1]) {
    const own = plane.filter((_, i) => i % 2 === axis);
    const sorted = own.slice().sort();
    const [first, last] = [quantile(sorted, OUTLYING), quantile(sorted, 1 - OUTLYING)];
    const margin = MARGIN * (last - first);
    const [low, high] = [Math.max(sorted[0]!, first - margin), Math.min(sorted.at(-1)!, last + margin)];
    own.forEach((v, i) => {
      within[2 * i + axis] = high > low ? (Math.min(high, Math.max(low, v)) - low) / (high - low) : 0.5;
    });
  }
  return within;
}

/** Between the values on either side, as numpy has it. */
function quantile(sorted: Float64Array, part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
