import { type Points, countOf, dot, pointAt } from './points.js';

/** Rounds of a product with the points and back: enough for axes that only begin a layout. */
const ROUNDS = 60;

/**
 * Where points lie along the two directions in which they vary most, (count, 2): by orthogonal iteration from a start that
 * is the same each time.
 */
export function principalPlane(points: Points): Float64Array {
  const count = countOf(points);
  const mean = new Float64Array(points.channels);
  for (let i = 0; i < count; i++) pointAt(points, i).forEach((v, c) => (mean[c]! += v / count));
  const axes: Float64Array[] = [];
  const along: Float64Array[] = [];
  for (const start of [0, 1]) {
    let axis: Float64Array = Float64Array.from(mean, (_, c) => Math.cos((c + 1) * (start + 1)));
    let places: Float64Array = new Float64Array(count);
    for (let round = 0; round < ROUNDS; round++) {
      for (const before of axes) remove(axis, before);
      const length = Math.sqrt(dot(axis, axis));
      if (length === 0) break;
      axis = axis.map((v) => v / length);
      const offset = dot(mean, axis);
      places = places.map((_, i) => dot(pointAt(points, i), axis) - offset);
      axis = back(points, mean, places);
    }
    along.push(places);
    axes.push(unit(axis));
  }
  return Float64Array.from({ length: 2 * count }, (_, i) => along[i % 2]![i >> 1]!);
}

function back(points: Points, mean: Float64Array, places: Float64Array): Float64Array {
  const next = new Float64Array(points.channels);
  let sum = 0;
  places.forEach((place, i) => {
    const point = pointAt(points, i);
    for (let c = 0; c < next.length; c++) next[c]! += place * point[c]!;
    sum += place;
  });
  return next.map((v, c) => v - sum * mean[c]!);
}

const unit = (axis: Float64Array): Float64Array => {
  const length = Math.sqrt(dot(axis, axis)) || 1;
  return axis.map((v) => v / length);
};

function remove(axis: Float64Array, other: Float64Array): void {
  const part = dot(axis, other);
  for (let c = 0; c < axis.length; c++) axis[c]! -= part * other[c]!;
}
