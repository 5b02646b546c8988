import { type Curve } from '../formats/icc-curves.js';
import { D50, type Profile, type Xyz, mixed, sampled } from '../formats/icc.js';

/** X, Y and Z of D50 to linear red, green and blue of sRGB (IEC 61966-2-1), adapted by Bradford. */
const FROM_XYZ = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** What is light to what is written, and back. */
const encoded = sampled((v) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
export const srgbCurve: Curve = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

/** Writes the sRGB of a colour in [0, 1], channel by channel as near as it can be. */
export function writeSrgb(xyz: Xyz, into: Float64Array): void {
  for (let c = 0; c < 3; c++) {
    const row = FROM_XYZ[c]!;
    into[c] = encoded(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2]);
  }
}

/** Where lights are among all colours: x and y of white, red, green and blue. */
export type Chromaticities = readonly [number, number, number, number, number, number, number, number];

const BRADFORD = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
] as const;

type Matrix = readonly (readonly number[])[];
const times = (m: Matrix, v: readonly number[]): number[] =>
  m.map((row) => row.reduce((sum, k, i) => sum + k * v[i]!, 0));

/** Solves m · v = wanted by Cramer's rule. */
function solved(m: Matrix, wanted: readonly number[]): number[] {
  const det = (a: Matrix): number =>
    [0, 1, 2].reduce(
      (sum, j) =>
        sum +
        a[0]![j]! * (a[1]![(j + 1) % 3]! * a[2]![(j + 2) % 3]! - a[1]![(j + 2) % 3]! * a[2]![(j + 1) % 3]!),
      0,
    );
  return [0, 1, 2].map((j) => det(m.map((row, i) => row.map((k, c) => (c === j ? wanted[i]! : k)))) / det(m));
}

/** Lights of these colours under a curve, white adapted to D50 by Bradford: a profile without a file. */
export function lights(chromaticities: Chromaticities, curve: Curve): Profile['xyz'] {
  const xyz = (at: number): number[] => {
    const [x, y] = [chromaticities[at]!, chromaticities[at + 1]!];
    return [x / y, 1, (1 - x - y) / y];
  };
  const white = xyz(0);
  const colours = [xyz(2), xyz(4), xyz(6)];
  const weights = solved(
    [0, 1, 2].map((i) => colours.map((colour) => colour[i]!)),
    white,
  );
  const [from, to] = [times(BRADFORD, white), times(BRADFORD, D50)];
  const adapted = (colour: readonly number[]): Xyz =>
    solved(
      BRADFORD,
      times(BRADFORD, colour).map((v, i) => (v * to[i]!) / from[i]!),
    ) as unknown as Xyz;
  const tone = sampled(curve);
  return mixed(
    [tone, tone, tone],
    colours.map((colour, i) => adapted(colour.map((v) => v * weights[i]!))) as unknown as [Xyz, Xyz, Xyz],
  );
}
