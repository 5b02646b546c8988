import type { Size } from '../../image/image.js';
import { joined } from './png.js';

/** What of a WebP file is its picture. */
const PICTURE_CHUNKS = ['ALPH', 'VP8 ', 'VP8L'];
/** The flag of a file that is animated. */
const ANIMATED = 0x02;
/** The flag of a frame that takes the place of the one before. */
const REPLACES = 0x02;

/**
 * An animated WebP of pictures that are WebP files (RFC 9649, 2.7.1), without an end.
 * @param delays how long each is shown, in milliseconds
 */
export function animatedWebp(
  frames: readonly Uint8Array[],
  [height, width]: Size,
  delays: readonly number[],
): Uint8Array {
  const extent = [...uint24(width - 1), ...uint24(height - 1)];
  const pictures = frames.map((file, i) =>
    chunk(
      'ANMF',
      Uint8Array.of(0, 0, 0, 0, 0, 0, ...extent, ...uint24(delays[i]!), REPLACES),
      pictureOf(file),
    ),
  );
  return chunk(
    'RIFF',
    fourCC('WEBP'),
    chunk('VP8X', Uint8Array.of(ANIMATED, 0, 0, 0, ...extent)),
    // a transparent background, and no end of loops
    chunk('ANIM', Uint8Array.of(0, 0, 0, 0, 0, 0)),
    ...pictures,
  );
}

/** The chunks of a WebP file that are its picture. */
function pictureOf(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 12; at < file.length;) {
    const size = view.getUint32(at + 4, true);
    const next = at + 8 + size + (size % 2);
    if (PICTURE_CHUNKS.includes(String.fromCharCode(...file.subarray(at, at + 4))))
      found.push(file.subarray(at, next));
    at = next;
  }
  return joined(found);
}

function chunk(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const data = joined(parts);
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, data.length, true);
  return joined([fourCC(type), new Uint8Array(size.buffer), data, new Uint8Array(data.length % 2)]);
}

const fourCC = (type: string): Uint8Array => Uint8Array.from(type, (c) => c.charCodeAt(0));

const uint24 = (n: number): number[] => [n & 0xff, (n >> 8) & 0xff, (n >> 16) & 0xff];
