import { type Attribution, type PartedAttribution, isParted, resizeMap } from '../attribution/attribution.js';
import { percentileRange } from '../attribution/percentile-range.js';
import type { Image } from '../image/image.js';
import type { MapStrengths } from './overlay.js';

/**
 * An attribution's values on the pixels of the image.
 * @returns (height, width) of the image
 * @example
 * const cam = await gradCam(model, photo, objective);
 * onImage(cam, photo).length; // 50176: a value for each pixel
 */
export const onImage = ({ map, size }: Attribution, image: Image): Float32Array =>
  size.every((n, i) => n === image.size[i]) ? map : resizeMap(map, size, image.size);

/**
 * The values that maps in two parts give colours to, the same for both so that red and blue compare.
 * @example
 * const cams = await Promise.all([photo, image].map((one) => signedCam(model, one, objective)));
 * const range = colourRange(cams); // the same colours for both
 * const strengths = cams.map((cam) => mapStrengths(cam, photo, range));
 */
export const colourRange = (maps: readonly PartedAttribution[]): [low: number, high: number] =>
  percentileRange(maps.flatMap(({ positive, negative }) => [positive, negative]));

/** Where values lie in a range, clipped to [0, 1]; no range shows what is above it. */
const within = (map: Float32Array, low: number, high: number): Float32Array =>
  map.map((v) => (high > low ? Math.min(1, Math.max(0, (v - low) / (high - low))) : Number(v > low)));

/** Beyond this percentile a colour says no more: single pixels would leave all others dark. */
const TOP = 99;

/**
 * How strongly an attribution colours the pixels of an image.
 * @param range of a map in two parts; by default its own
 * @example
 * const cam = await gradCam(model, photo, objective);
 * await savePicture('cam.png', await mapOverlay(mapStrengths(cam, photo), photo));
 */
export function mapStrengths(
  attribution: Attribution,
  image: Image,
  range?: readonly [low: number, high: number],
): MapStrengths {
  if (isParted(attribution)) {
    const [low, high] = range ?? colourRange([attribution]);
    const of = (map: Float32Array): Float32Array =>
      within(onImage({ ...attribution, map }, image), low, high);
    return { towards: of(attribution.positive), against: of(attribution.negative) };
  }
  const map = onImage(attribution, image);
  const magnitudes = map.map(Math.abs);
  const top = percentileRange([magnitudes], 0, TOP)[1] || percentileRange([magnitudes], 0, 100)[1];
  const negated = map.map((v) => -v);
  return { towards: within(map, 0, top), against: attribution.signed ? within(negated, 0, top) : undefined };
}
