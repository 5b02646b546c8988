import { checked, count } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { type Image, type Size, imageValue } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { Random } from '../math/random.js';
import { value } from '../platform/runtime.js';
import { descending } from './agreement.js';
import type { AttributionOptions, Subject } from './attribution.js';
import { type Baseline, baseline, baselineOf } from './baseline.js';
import { lookAt } from './views.js';

/** Options of `deletionCurve` and `insertionCurve`. */
export interface CurveOptions extends AttributionOptions {
  /** Equal parts that the pixels are changed in; 50 by default. */
  readonly steps?: number;
  /** What takes the place of pixels; `grey` by default for deletion, `blur` for insertion. */
  readonly fill?: Baseline;
}

/** The objective while pixels change, the strongest of a map first. */
export interface Curve {
  /** Share of pixels that have changed, 0 to 1: one more than there are steps. */
  readonly fractions: Float32Array;
  /** The objective there. */
  readonly values: Float32Array;
  /** Area under the curve by the trapezoidal rule: the objective's mean over the fractions. */
  readonly area: number;
}

/**
 * A map in random order: what a deletion or an insertion curve must beat to say anything of a map.
 * @param randomSeed any integer; the same seed gives the same map
 * @returns (height, width), uniform in [0, 1)
 * @example
 * const cat = channel({ layer: model.logits, unit: 281 });
 * const chance = await insertionCurve(model, photo, randomOrder(photo.size, 0), cat, { steps: 10 });
 */
export function randomOrder([height, width]: Size, randomSeed: number): Float32Array {
  const random = new Random(randomSeed);
  return Float32Array.from({ length: height * width }, () => random.uniform());
}

/** Each pixel's place in the map's order, strongest first, in (0, 1). */
function places(map: Float32Array, { size }: Image): Float32Array {
  if (map.length !== size[0] * size[1]) {
    throw new FaccentError(
      `the map has ${map.length} values, the image ${size.join(' × ')} pixels: resizeMap makes them fit`,
    );
  }
  const out = new Float32Array(map.length);
  // between two whole places, so that no pixel lies on the edge of a step
  descending(map).forEach((pixel, place) => (out[pixel] = (place + 0.5) / map.length));
  return out;
}

/** The objective along the way from one picture to another. */
async function curve(
  { model, image, objective }: Subject,
  map: Float32Array,
  way: 'delete' | 'insert',
  { steps = 50, fill = 'grey', ...options }: CurveOptions,
): Promise<Curve> {
  const fractions = Float32Array.from({ length: checked(count(), steps, 'steps') + 1 }, (_, i) => i / steps);
  const { values } = await lookAt(
    { model, image, objective },
    {
      count: steps + 1,
      shared: {
        fill: imageValue(baselineOf(checked(baseline, fill, 'fill'), image)),
        place: value([1, 1, ...image.size], places(map, image)),
      },
      own: { fraction: { dims: [1, 1, 1], fill: (own, point) => own.fill(fractions[point]!) } },
      pictures: (x, { fill: filled, place, fraction }) => {
        const [from, to] = way === 'delete' ? [x, filled!] : [filled!, x];
        return from.add(to.sub(from).mul(fraction!.sub(place!).isPositive()));
      },
    },
    options,
  );
  const area = fractions.reduce(
    (sum, _, i) => (i ? sum + (values[i - 1]! + values[i]!) / (2 * steps) : 0),
    0,
  );
  return { fractions, values, area };
}

/**
 * Deletion (Petsiuk, Das & Saenko 2018, "RISE", section 4.3): the objective as the image's pixels are replaced, the
 * map's strongest first. The smaller the area, the better the map names what the objective rests on. Scattered pixels
 * disturb a network more than patches do whatever they show, so compare maps of like grain.
 * @param map (height, width) of the image
 * @throws FaccentError for a map or a fill that does not fit the image, a layer or a unit that is not there
 * @example
 * const cat = channel({ layer: model.logits, unit: 281 });
 * const { map } = await saliency(model, photo, cat);
 * const { area } = await deletionCurve(model, photo, map, cat, { steps: 10, fill: 'black' });
 */
export const deletionCurve = (
  model: Model,
  image: Image,
  map: Float32Array,
  objective: Objective,
  options: CurveOptions = {},
): Promise<Curve> => curve({ model, image, objective }, map, 'delete', options);

/**
 * Insertion (Petsiuk, Das & Saenko 2018, section 4.3): the objective as the image's pixels appear, the map's strongest
 * first, on the blurred image. The larger the area, the better.
 * @param map (height, width) of the image
 * @throws FaccentError for a map or a fill that does not fit the image, a layer or a unit that is not there
 * @example
 * const cat = channel({ layer: model.logits, unit: 281 });
 * const { map } = await saliency(model, photo, cat);
 * const { area } = await insertionCurve(model, photo, map, cat, { steps: 10 });
 */
export const insertionCurve = (
  model: Model,
  image: Image,
  map: Float32Array,
  objective: Objective,
  options: CurveOptions = {},
): Promise<Curve> =>
  curve({ model, image, objective }, map, 'insert', { ...options, fill: options.fill ?? 'blur' });
