import { rgb } from 'd3-color';
import { interpolateInferno, interpolateRdBu } from 'd3-scale-chromatic';
import type { Image, Size } from '../image/image.js';

/** How strongly a map colours each pixel (height, width), in [0, 1]. */
export interface MapStrengths {
  readonly towards: Float32Array;
  /** Of signed maps: what speaks against the feature. */
  readonly against?: Float32Array;
}

type Colour = readonly [red: number, green: number, blue: number];

const colour = (css: string): Colour => {
  const { r, g, b } = rgb(css);
  return [r / 255, g / 255, b / 255];
};

/** An odd number, so that zero has its own in a diverging map. */
const LEVELS = 511;

/** A colour map over [0, 1] as a table. */
function table(interpolate: (t: number) => string): (t: number) => Colour {
  const colours = Array.from({ length: LEVELS }, (_, i) => colour(interpolate(i / (LEVELS - 1))));
  return (t) => colours[Math.round(t * (LEVELS - 1))]!;
}

const sequential = table(interpolateInferno);
/** Red is for, blue against. */
const diverging = table((t) => interpolateRdBu(1 - t));

/** The hues of the diverging map where they are most vivid: its ends are too dark to stand on a dimmed picture. */
const [FOR, AGAINST] = [colour(interpolateRdBu(0.14)), colour(interpolateRdBu(0.86))];

/** How bright the picture under a map is, and how much of it a map may cover. */
const [DIMMED, COVERED] = [0.55, 0.8];

function paint(size: Size, at: (pixel: number) => Colour): Image {
  const area = size[0] * size[1];
  const data = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) at(i).forEach((v, c) => (data[c * area + i] = v));
  return { size, data };
}

/** A map alone, in a perceptual colour map: a diverging one where it is signed. */
export function mapPicture(strengths: MapStrengths, size: Size): Image {
  const { towards, against } = strengths;
  if (!against) return paint(size, (i) => sequential(towards[i]!));
  return paint(size, (i) => diverging((1 + towards[i]! - against[i]!) / 2));
}

/** A map over the photograph, which is grey and dimmed so that no colour is the photograph's. */
export function mapOverlay(strengths: MapStrengths, photograph: Image): Image {
  const { towards, against } = strengths;
  const { size, data } = photograph;
  const area = size[0] * size[1];
  return paint(size, (i) => {
    const [up, down] = [towards[i]!, against?.[i] ?? 0];
    const opacity = Math.max(up, down);
    const grey = DIMMED * (0.2126 * data[i]! + 0.7152 * data[area + i]! + 0.0722 * data[2 * area + i]!);
    const over = against ? mix(FOR, AGAINST, down / (up + down || 1)) : sequential(up);
    return mix([grey, grey, grey], over, COVERED * opacity);
  });
}

const mix = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];
