import { signature } from '../formats/icc-curves.js';
import type { Profile } from '../formats/icc.js';
import { type Chromaticities, lights, srgbCurve } from './srgb.js';

/** What a file says of its colours by numbers, without a profile. */
export interface FileColour {
  /** Values in [0, 1] to X, Y and Z; none of sRGB. */
  readonly xyz?: Profile['xyz'];
  /** A transfer that has no white: brighter than a page can be. */
  readonly hdr?: 'PQ' | 'HLG';
}

const SRGB: Chromaticities = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];

/** Lights by their number in ITU-T H.273, where they are others than those of sRGB. */
const PRIMARIES: Readonly<Record<number, Chromaticities>> = {
  9: [0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046],
  11: [0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
  12: [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
};

/** Powers by their number in ITU-T H.273; the curves of television are shown as that of sRGB. */
const POWERS: Readonly<Record<number, number>> = { 4: 2.2, 5: 2.8, 8: 1 };

/** Colours by the numbers of ITU-T H.273, as PNG's cICP and AVIF's nclx have them. */
function byNumbers(primaries: number, transfer: number): FileColour {
  if (transfer === 16) return { hdr: 'PQ' };
  if (transfer === 18) return { hdr: 'HLG' };
  const [colours, power] = [PRIMARIES[primaries], POWERS[transfer]];
  if (!colours && power === undefined) return {};
  return { xyz: lights(colours ?? SRGB, power === undefined ? srgbCurve : (v) => v ** power) };
}

/** What is nearer than this to sRGB's is sRGB rounded: a hundredth of a gamma, thousandths of a colour. */
const [GAMMA_ROUNDING, COLOUR_ROUNDING] = [0.01, 0.005];

/** Bytes of what is read of chunks: shorter ones say nothing. */
const LEAST: Readonly<Partial<Record<string, number>>> = { cICP: 4, gAMA: 4, cHRM: 32 };

/**
 * What a PNG says of its colours (PNG 3, 11.3.2), the first that is there of cICP, iCCP, sRGB, and gAMA with cHRM, as
 * browsers do.
 * @returns empty where a profile or nothing says it, or what is said is sRGB
 */
export function pngColour(bytes: Uint8Array): FileColour {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, number>();
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = signature(view, at + 4);
    if (type === 'IDAT') break;
    const length = view.getUint32(at);
    if (at + 12 + length <= bytes.length && length >= (LEAST[type] ?? 0)) chunks.set(type, at + 8);
  }
  const [numbers, gamma, colours] = ['cICP', 'gAMA', 'cHRM'].map((type) => chunks.get(type));
  if (numbers !== undefined) return byNumbers(view.getUint8(numbers), view.getUint8(numbers + 1));
  if (chunks.has('iCCP') || chunks.has('sRGB')) return {};
  const written = gamma === undefined ? 0 : view.getUint32(gamma) / 1e5;
  const usual = written === 0 || Math.abs(written * 2.2 - 1) < GAMMA_ROUNDING;
  const said = colours === undefined ? SRGB : eight((i) => view.getUint32(colours + 4 * i) / 1e5);
  const usualColours = said.every((v, i) => Math.abs(v - SRGB[i]!) < COLOUR_ROUNDING);
  // colours that are impossible say nothing
  const possible = said.every((v, i) => (i % 2 ? v > 0 : v >= 0));
  if (usual && (usualColours || !possible)) return {};
  const curve = usual ? srgbCurve : (v: number) => v ** (1 / written);
  const seen = lights(usualColours || !possible ? SRGB : said, curve);
  // lights in one line make no colours
  return { xyz: seen(Float64Array.of(1, 1, 1)).every(Number.isFinite) ? seen : lights(SRGB, curve) };
}

const eight = (of: (i: number) => number): Chromaticities =>
  Array.from({ length: 8 }, (_, i) => of(i)) as unknown as Chromaticities;

/** What an AVIF says of its colours by numbers: its first `colr` box of them (ISO/IEC 14496-12, 12.1.5). */
export function avifColour(bytes: Uint8Array): FileColour {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // it is among the properties, long before the picture itself
  for (let at = 0; at + 16 <= Math.min(bytes.length, 65536); at++)
    if (view.getUint32(at) === 0x636f6c72 && signature(view, at + 4) === 'nclx')
      return byNumbers(view.getUint16(at + 8), view.getUint16(at + 10));
  return {};
}
