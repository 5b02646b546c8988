import { usually } from '../declaration/option.js';
import { oneOf } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import type { InspectOptions } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';

/** A map of what in an image, or in a layer's positions, the objective comes from. */
export interface Attribution {
  /** The method's name. */
  readonly name: string;
  /** (height, width) in the objective's unit; see each method for what a value means. */
  readonly map: Float32Array;
  /** Height and width of the map: the image's, or the layer's. `resizeMap` brings one to the other. */
  readonly size: Size;
  /** The layer whose positions they are, as it was named or by default; none of a map of the image's pixels. */
  readonly layer?: string;
  /** Whether negative values speak against the objective; otherwise no value is negative. */
  readonly signed: boolean;
}

/** A map in two parts: `map` is `positive` less `negative`. */
export interface PartedAttribution extends Attribution {
  /** (height, width): what speaks for the objective. */
  readonly positive: Float32Array;
  /** (height, width): what speaks against it. */
  readonly negative: Float32Array;
}

/**
 * Whether a map comes in two parts.
 * @example
 * const maps = [await signedCam(model, photo, objective), await saliency(model, photo, objective)];
 * maps.filter(isParted).length; // 1
 */
export const isParted = (attribution: Attribution): attribution is PartedAttribution =>
  'positive' in attribution && 'negative' in attribution;

/** Options of every attribution method: where it runs. */
export interface AttributionOptions extends InspectOptions {
  /** Views in one run of the graph, where a method takes several: more need more memory; 10 by default. */
  readonly viewsAtOnce?: number;
}

/** An image shown to a network, and what is asked about it. */
export interface Subject {
  readonly model: Model;
  readonly image: Image;
  readonly objective: Objective;
}

/** How the three channels of a gradient become one map: their signed `sum`, or the `max` of their magnitudes. */
export type ChannelReduction = 'sum' | 'max';

/** The option of methods that reduce channels. */
export const reduction = {
  channels: usually(
    oneOf('sum', 'max'),
    'max',
    'how three channels become one map: `max` of their magnitudes, or their signed `sum`',
  ),
};

/**
 * One value a pixel from planes (3, height, width), or as many as a stack has.
 * @param how `sum`, which keeps signs, or `max`: the largest magnitude (Simonyan et al. 2013, section 3.1)
 */
export function collapse(planes: Float32Array, how: ChannelReduction, size: Size): Float32Array {
  const area = size[0] * size[1];
  return Float32Array.from({ length: area }, (_, i) => {
    let [sum, most] = [0, 0];
    for (let at = i; at < planes.length; at += area) {
      sum += planes[at]!;
      most = Math.max(most, Math.abs(planes[at]!));
    }
    return how === 'sum' ? sum : most;
  });
}

/**
 * A map at another size, bilinear between the middles of its cells and constant beyond the outermost: how a map of a
 * layer's positions is laid over the image.
 * @returns (height, width) of `to`
 * @throws FaccentError for a map that is not of the size `from`
 * @example resizeMap(Float32Array.of(0, 1), [1, 2], [1, 4]); // [0, 0.25, 0.75, 1]
 */
export function resizeMap(map: Float32Array, from: Size, to: Size): Float32Array {
  if (map.length !== from[0] * from[1])
    throw new FaccentError(`a map of ${from.join(' × ')} has ${from[0] * from[1]} values, not ${map.length}`);
  const [rows, columns] = [taps(from[0], to[0]), taps(from[1], to[1])];
  const out = new Float32Array(to[0] * to[1]);
  rows.forEach(([top, bottom, down], y) => {
    columns.forEach(([left, right, across], x) => {
      const row = (at: number): number => {
        const a = map[at * from[1] + left]!;
        return a + (map[at * from[1] + right]! - a) * across;
      };
      out[y * to[1] + x] = row(top) + (row(bottom) - row(top)) * down;
    });
  });
  return out;
}

/** The two source cells of each target cell, and how far it lies towards the second. */
function taps(from: number, to: number): [first: number, second: number, fraction: number][] {
  return Array.from({ length: to }, (_, i) => {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const first = Math.floor(at);
    return [first, Math.min(first + 1, from - 1), at - first];
  });
}
