import { type Curve, curveAt, fixed, signature } from './icc-curves.js';
import { type Encoding, tableAt } from './icc-tables.js';

/** X, Y and Z where the white of a page is D50, the connection space of profiles. */
export type Xyz = readonly [number, number, number];

export const D50: Xyz = [0.9642, 1, 0.8249];

/** What a colour profile says of the values of a picture. */
export interface Profile {
  readonly space: 'RGB' | 'grey' | 'CMYK';
  /** Whether it is three curves and a matrix, and so the same by every intent. */
  readonly plain: boolean;
  /** Values of a pixel in [0, 1] to X, Y and Z relative to D50, by the profile's own intent. */
  readonly xyz: (values: Float64Array) => Xyz;
}

const SPACES: Readonly<Record<string, Profile['space']>> = { 'RGB ': 'RGB', GRAY: 'grey', CMYK: 'CMYK' };

/** By intent: perceptual, colorimetric, saturation, and absolute, which is read as relative: paper is white. */
const TABLES = ['A2B0', 'A2B1', 'A2B2', 'A2B1'];

/** The black of perceptual tables since version 4. */
const PERCEPTUAL_BLACK: Xyz = [0.00336, 0.0034731, 0.00287];

/**
 * Reads an ICC profile (ICC.1:2022; versions 2 and 4) of red, green and blue, of grey, or of CMYK, as littleCMS does:
 * tables of the profile's own intent before curves and a matrix, black points matched where the intent is perceptual or
 * of saturation.
 * @returns undefined for what is no such profile, or is damaged
 */
export function readProfile(bytes: Uint8Array): Profile | undefined {
  if (last && last.bytes.length === bytes.length && last.bytes.every((byte, i) => byte === bytes[i]))
    return last.profile;
  const profile = parsed(bytes);
  if (bytes.length <= MOST_KEPT) last = { bytes: bytes.slice(), profile };
  return profile;
}

/** Photographs of one camera have one profile, whose curves take longer to be sampled than a photograph to be made small. */
let last: { readonly bytes: Uint8Array; readonly profile: Profile | undefined } | undefined;

const MOST_KEPT = 2 ** 16;

function parsed(bytes: Uint8Array): Profile | undefined {
  try {
    return parse(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    // viewers show a picture whose profile is damaged as if it had none
    return undefined;
  }
}

/** littleCMS reads no profile of more tags; the largest that are known take a few megabytes. */
const [MOST_TAGS, MOST_BYTES] = [100, 2 ** 24];

/** Where tags stand, those that end behind the profile left out. */
function tagsOf(view: DataView): Map<string, number> {
  const count = view.getUint32(128);
  if (count > MOST_TAGS || view.byteLength > MOST_BYTES) throw new Error('no profile is so large');
  const tags = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const [at, size] = [view.getUint32(136 + 12 * i), view.getUint32(140 + 12 * i)];
    if (at + size <= view.byteLength) tags.set(signature(view, 132 + 12 * i), at);
  }
  return tags;
}

function parse(view: DataView): Profile | undefined {
  const space = SPACES[signature(view, 16)];
  if (!space || signature(view, 36) !== 'acsp') return undefined;
  const tags = tagsOf(view);
  const connection = signature(view, 20);
  if (connection !== 'Lab ' && connection !== 'XYZ ') return undefined;
  const lab = connection === 'Lab ';
  const intent = view.getUint32(64) & 3;
  const table = tags.get(TABLES[intent]!) ?? tags.get('A2B0');
  const read = table === undefined ? fromCurves(view, space, tags, lab) : fromTable(view, table, space, lab);
  if (!areFinite(space, read)) throw new Error('colours that are no numbers');
  const matched = intent === 0 || intent === 2;
  const fixedBlack = table !== undefined && view.getUint8(8) >= 4;
  const black = !matched ? undefined : fixedBlack ? PERCEPTUAL_BLACK : darkest(space, read);
  // of most curves the darkest is black
  if (!black || black.every((v) => Math.abs(v) < 1e-6))
    return { space, plain: table === undefined, xyz: read };
  return { space, plain: false, xyz: blackMatched(read, black) };
}

/** How many values a pixel has. */
const VALUES: Readonly<Record<Profile['space'], number>> = { RGB: 3, grey: 1, CMYK: 4 };

/** Whether black, white and what is between them are colours. */
const areFinite = (space: Profile['space'], xyz: Profile['xyz']): boolean =>
  [0, 0.25, 0.5, 0.75, 1].every((v) =>
    xyz(new Float64Array(VALUES[space]).fill(v)).every((n) => Number.isFinite(n)),
  );

function fromTable(view: DataView, at: number, space: Profile['space'], lab: boolean): Profile['xyz'] {
  const { stage, encoding } = tableAt(view, at, VALUES[space]);
  const decode = lab ? labFrom(encoding) : xyzFrom;
  return (values) => decode(stage(values));
}

function fromCurves(
  view: DataView,
  space: Profile['space'],
  tags: ReadonlyMap<string, number>,
  lab: boolean,
): Profile['xyz'] {
  const curve = (tag: string): Curve => sampled(curveAt(view, tags.get(tag)!).curve);
  if (space === 'CMYK') throw new Error('inks need a table');
  if (space === 'grey') {
    const tone = curve('kTRC');
    const light = lab ? (v: number) => labXyz(100 * tone(v), 0, 0)[1] : tone;
    return (values) => scaled(D50, light(values[0]!));
  }
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((tag) => xyzTag(view, tags.get(tag)!));
  return mixed([curve('rTRC'), curve('gTRC'), curve('bTRC')], columns as [Xyz, Xyz, Xyz]);
}

/** Three curves and the colours of their lights. */
export function mixed(
  curves: readonly [Curve, Curve, Curve],
  [r, g, b]: readonly [Xyz, Xyz, Xyz],
): Profile['xyz'] {
  return (values) => {
    const red = curves[0](values[0]!);
    const green = curves[1](values[1]!);
    const blue = curves[2](values[2]!);
    return [
      r[0] * red + g[0] * green + b[0] * blue,
      r[1] * red + g[1] * green + b[1] * blue,
      r[2] * red + g[2] * green + b[2] * blue,
    ];
  };
}

/** A curve as fine as 16 bits: quicker than powers, pixel for pixel. Its table is made when it is first asked. */
export function sampled(curve: Curve): Curve {
  let table: Float64Array | undefined;
  return (value) => {
    table ??= Float64Array.from({ length: 65536 }, (_, i) => curve(i / 65535));
    return table[Math.round(65535 * Math.min(1, Math.max(0, value)))]!;
  };
}

const xyzTag = (view: DataView, at: number): Xyz =>
  [8, 12, 16].map((i) => fixed(view, at + i)) as unknown as Xyz;

// here and below values are not taken apart by patterns: that takes longer than the arithmetic, pixel for pixel
const scaled = (xyz: Xyz, by: number): Xyz => [xyz[0] * by, xyz[1] * by, xyz[2] * by];

/** What encodes X, Y and Z in [0, 1] ends a little below 2. */
const xyzFrom = (values: Float64Array): Xyz =>
  scaled([values[0]!, values[1]!, values[2]!], 1 + 32767 / 32768);

const labFrom = (encoding: Encoding) => {
  // of old tables white is 0xff00
  const by = encoding === 'old' ? 65535 / 65280 : 1;
  return (lab: Float64Array): Xyz =>
    labXyz(100 * by * lab[0]!, 255 * by * lab[1]! - 128, 255 * by * lab[2]! - 128);
};

/** CIE L*a*b* to X, Y and Z, both of D50. */
export function labXyz(l: number, a: number, b: number): Xyz {
  const y = (l + 16) / 116;
  const inverse = (t: number): number => (t > 24 / 116 ? t * t * t : (108 / 841) * (t - 16 / 116));
  return [D50[0] * inverse(y + a / 500), D50[1] * inverse(y), D50[2] * inverse(y - b / 200)];
}

/** What the device makes of its darkest values, no lighter than half as light as white: that is no black. */
function darkest(space: Profile['space'], xyz: Profile['xyz']): Xyz {
  const black = xyz(new Float64Array(4).fill(space === 'CMYK' ? 1 : 0));
  const [fx, fy, fz] = black.map((v, i) => {
    const t = v / D50[i]!;
    return t > (24 / 116) ** 3 ? Math.cbrt(t) : (841 / 108) * t + 16 / 116;
  }) as [number, number, number];
  return labXyz(Math.min(50, 116 * fy - 16), 500 * (fx - fy), 200 * (fy - fz));
}

/** Scales X, Y and Z so that a black becomes 0 and white stays. */
const blackMatched =
  (xyz: Profile['xyz'], black: Xyz): Profile['xyz'] =>
  (values) => {
    const seen = xyz(values);
    return [
      ((seen[0] - black[0]) * D50[0]) / (D50[0] - black[0]),
      ((seen[1] - black[1]) * D50[1]) / (D50[1] - black[1]),
      ((seen[2] - black[2]) * D50[2]) / (D50[2] - black[2]),
    ];
  };
