import { resizeMap } from '../attribution/attribution.js';
import type { ActivationMap } from '../explanation/channels.js';
import type { Explanation } from '../explanation/explanation.js';
import type { Image, Size } from '../image/image.js';
import { opacityMap } from '../image/opacity.js';
import { mapOverlay } from './overlay.js';

/** A channel that carried a part, in pictures. */
export interface CarrierPictures {
  /** The photograph, accentuated for the channel. */
  readonly channel: Image;
  /** Where it fires on the photograph; none where the layer's positions are no grid. */
  readonly photograph?: Image;
  /** The same on the picture that was accentuated for the part. */
  readonly accentuated?: Image;
}

/** A part of an explanation, in pictures. */
export interface PartPictures {
  readonly accentuated: Image;
  /** The opacity map over the photograph. */
  readonly where: Image;
  /** In the order of the part's carriers. */
  readonly carriers: readonly CarrierPictures[];
}

/** All pictures of an explanation, part by part. */
export function explanationPictures({ photograph, explained, channels }: Explanation): PartPictures[] {
  const own = new Map(
    channels.map((channel) => {
      const accentuated = explained.map(({ carriers }) =>
        carriers?.channels.find(({ unit }) => unit === channel.unit),
      );
      const [before, ...after] = overlays([
        { where: channel.where, image: photograph },
        ...accentuated.map((c, p) => ({ where: c?.where, image: explained[p]!.result.image })),
      ]);
      return [channel.unit, { channel: channel.result.image, photograph: before, after }] as const;
    }),
  );
  return explained.map(({ recipe, result, carriers }, p) => ({
    accentuated: result.image,
    where: mapOverlay(
      {
        towards: opacityMap(result.opacity, photograph.size, {
          percentile: recipe.settings.opacityPercentile,
        }),
      },
      photograph,
    ),
    carriers: (carriers?.channels ?? []).map(({ unit }) => {
      const { channel, photograph, after } = own.get(unit)!;
      return { channel, photograph, accentuated: after[p] };
    }),
  }));
}

/** Maps of one channel over pictures, on one scale, so that they compare; what is below zero is dark. */
function overlays(
  pictures: readonly { readonly where: ActivationMap | undefined; readonly image: Image }[],
): (Image | undefined)[] {
  const maps = pictures.map(({ where, image }) => where && enlarged(where, image.size));
  const peak = Math.max(...maps.map((map) => map?.reduce((most, v) => Math.max(most, v), 0) ?? 0));
  const strengths = (map: Float32Array): Float32Array =>
    map.map((v) => (peak > 0 ? Math.max(0, v / peak) : 0));
  return pictures.map(({ image }, i) => maps[i] && mapOverlay({ towards: strengths(maps[i]) }, image));
}

/**
 * A map of few positions over many pixels: doubled while there is room, which rounds its corners (Chaikin 1974: the limit
 * is a quadratic B-spline).
 */
function enlarged({ map, size }: ActivationMap, to: Size): Float32Array {
  const doubled: Size = [2 * size[0], 2 * size[1]];
  return doubled[0] > to[0] || doubled[1] > to[1]
    ? resizeMap(map, size, to)
    : enlarged({ map: resizeMap(map, size, doubled), size: doubled }, to);
}
