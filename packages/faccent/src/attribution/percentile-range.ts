import { FaccentError } from '../errors.js';
import { quantile } from '../image/opacity.js';

/**
 * The range of values to give colours to, shared by a set of maps: two percentiles of all their values together.
 * @param low percentage of values below the range, [0, 100]
 * @param high percentage of values that are not above it, [low, 100]
 * @throws FaccentError for percentages out of order and for no values
 * @example
 * const cam = await signedCam(model, photo, objective);
 * const [from, to] = percentileRange([cam.positive, cam.negative], 50, 95);
 * @example percentileRange([Float32Array.of(0, 1, 2, 3, 4)], 25, 75); // [1, 3]
 */
export function percentileRange(maps: readonly Float32Array[], low = 50, high = 95): [number, number] {
  if (!(low >= 0 && low <= high && high <= 100))
    throw new FaccentError(`percentiles must satisfy 0 ≤ low ≤ high ≤ 100; they are ${low} and ${high}`);
  const all = new Float32Array(maps.reduce((count, map) => count + map.length, 0));
  if (all.length === 0) throw new FaccentError('there are no values to take percentiles of');
  let at = 0;
  for (const map of maps) {
    all.set(map, at);
    at += map.length;
  }
  return [quantile(all, low / 100), quantile(all, high / 100)];
}
