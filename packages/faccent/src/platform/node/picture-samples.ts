import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { FaccentError } from '../../errors.js';
import type { Size } from '../../image/image.js';
import { MOST_PIXELS } from './picture-limits.js';
import type { TiffFacts } from './tiff-facts.js';

export type Open = (picture: Uint8Array, options?: SharpOptions) => Sharp;

type Numbers = Uint8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Pixels as a file has them, turned as it says: no colour is converted. */
export interface Samples {
  readonly size: Size;
  /** Channels of a pixel one after another, behind them what is between it and the next. */
  readonly data: Numbers;
  readonly stride: number;
  /** How opaque pixels are, beginning with the first, a stride apart; none: they are. */
  readonly alpha?: Numbers;
  readonly alphaStride?: number;
  /** The value of what is white, or wholly there. */
  readonly most: number;
}

const TYPES = {
  uchar: Uint8Array,
  ushort: Uint16Array,
  short: Int16Array,
  uint: Uint32Array,
  int: Int32Array,
  float: Float32Array,
  double: Float64Array,
} as const;

/** Real numbers this far outside 0 to 1 are rounding: half of what a byte can tell apart. */
const ROUNDING = 1 / 510;

/** What is known of a picture's numbers. */
export interface Depth extends Pick<Metadata, 'space' | 'depth' | 'format' | 'bitsPerSample' | 'hasAlpha'> {
  /** Where in a pixel its opacity is; by default it is last. */
  readonly alphaAt?: number;
  /** Whether numbers of 16 bits are signed. */
  readonly signed?: boolean;
}

/** @param facts of a TIFF: what the decoder does not tell of it */
export const depthOf = (metadata: Metadata, facts: TiffFacts | undefined): Depth =>
  facts
    ? {
        ...metadata,
        ...{ alphaAt: facts.alphaAt, signed: facts.signed },
        hasAlpha: metadata.hasAlpha && facts.alphaAt !== undefined,
      }
    : metadata;

/**
 * Decodes a page of a picture, without any conversion.
 * @throws FaccentError on numbers that are no picture's
 */
export async function samplesOf(
  open: Open,
  picture: Uint8Array,
  { space, depth, format, bitsPerSample, hasAlpha, alphaAt, signed }: Depth,
  page?: number,
): Promise<Samples> {
  if (!(depth in TYPES) || (depth === 'float' && bitsPerSample === 16))
    throw new FaccentError(
      `its values are ${depth === 'float' ? 'half-precision' : depth === 'char' ? 'signed bytes' : depth} numbers: save it with 8 or 16 bits a channel, or with float32 from 0 to 1`,
    );
  const pixels = (): Sharp =>
    open(picture, { limitInputPixels: MOST_PIXELS, failOn: 'error', ignoreIcc: true, ...(page && { page }) })
      .rotate()
      .pipelineColourspace(space)
      .toColourspace(space);
  const read = async (from: Sharp) => {
    const { data, info } = await from.raw({ depth }).toBuffer({ resolveWithObject: true });
    const Type = TYPES[depth as keyof typeof TYPES];
    const { buffer, byteOffset } = data.byteOffset % Type.BYTES_PER_ELEMENT ? Uint8Array.from(data) : data;
    const values: Numbers = new Type(buffer, byteOffset, data.length / Type.BYTES_PER_ELEMENT);
    if (signed) return { values: new Int16Array(buffer, byteOffset, values.length), info };
    return { values, info };
  };
  const { values: data, info } = await read(pixels());
  const most = largestOf(
    data,
    signed ? 'short' : depth,
    format === 'heif' ? (bitsPerSample ?? 8) : undefined,
  );
  const { width, height, channels: stride } = info;
  const known = { size: [height, width] as const, data, stride, most };
  if (!hasAlpha) return known;
  // grey comes without its alpha
  if (stride === 1) return { ...known, alpha: (await read(pixels().extractChannel(3))).values };
  return { ...known, alpha: data.subarray(alphaAt ?? stride - 1), alphaStride: stride };
}

/**
 * The value of white. Whole numbers of 32 bits are those of a narrower type that were copied into a wider one, as
 * scientific programs do, where they fit one.
 */
function largestOf(data: Numbers, depth: keyof typeof TYPES | (string & {}), heifBits?: number): number {
  if (depth === 'uchar') return 255;
  // of 10 or 12 bits the lowest of 16 are 0
  if (depth === 'ushort') return heifBits === undefined ? 65535 : 65536 - 2 ** (16 - heifBits);
  let [least, most] = [Infinity, -Infinity];
  // NaN goes through both
  for (const value of data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const real = depth === 'float' || depth === 'double';
  if (real ? !(least >= -ROUNDING && most <= 1 + ROUNDING) : least < 0)
    throw new FaccentError(
      `its values are ${real ? 'real' : 'whole'} numbers from ${least} to ${most}, and ${real ? 'should be from 0 to 1: scale them' : 'should be 0 or more: shift them'}, or save it with 8 or 16 bits a channel`,
    );
  if (real) return 1;
  if (depth === 'short') return 32767;
  return [255, 65535].find((limit) => most <= limit) ?? (depth === 'int' ? 2 ** 31 : 2 ** 32) - 1;
}
