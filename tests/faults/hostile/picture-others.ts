import type { Hostile } from './kind.js';
import { gif } from './picture-bombs.js';
import { chunk, directory, join, latin, packed, png, TIFF_HEAD, u16, u32 } from './picture-bytes.js';

const few = Array.from({ length: 5000 }, () => ({ width: 64, height: 64 }));

/** An animated PNG whose frames say what they like. */
const apng = (frames: number, [width, height]: readonly [number, number]): Buffer =>
  png({ width: 8, height: 8 }, [
    chunk('acTL', join(u32(frames), u32(0))),
    chunk('fcTL', join(u32(0), u32(width), u32(height), u32(0), u32(0), u16(1), u16(10), Buffer.of(0, 0))),
  ]);

/** An animated WebP of frames that are others. @param frame the part that holds the pixels of each */
function animatedWebp(canvas: number, count: number, side: number, frame: Uint8Array): Buffer {
  const u24 = (v: number): Buffer => u32(v, true).subarray(0, 3);
  const part = (name: string, data: Uint8Array): Buffer =>
    join(latin(name), u32(data.length, true), data, Buffer.alloc(data.length % 2));
  const one = part('ANMF', join(u24(0), u24(0), u24(side - 1), u24(side - 1), u24(9), Buffer.of(0), frame));
  const body = join(
    part('VP8X', join(u32(2, true), u24(canvas - 1), u24(canvas - 1))),
    part('ANIM', Buffer.alloc(6)),
    ...Array<Buffer>(count).fill(one),
  );
  return join(latin('RIFF'), u32(body.length + 4, true), latin('WEBP'), body);
}

/** Pictures that move. @param webp a healthy one of 8 pixels a side */
export const animated = (webp: Uint8Array): Hostile => {
  const frame = webp.subarray(12);
  return {
    'GIF of 5000 frames': () => gif(64, 64, few),
    'GIF of frames that are large': () =>
      gif(
        4000,
        4000,
        Array.from({ length: 200 }, () => ({ width: 4000, height: 4000 })),
      ),
    'GIF whose frame is larger than it': () => gif(8, 8, [{ width: 4000, height: 4000 }]),
    'GIF whose frame lies beside it': () => gif(8, 8, [{ left: 60000, width: 8, height: 8 }]),
    'GIF of frames of nothing': () =>
      gif(8, 8, [
        { width: 0, height: 0 },
        { width: 8, height: 0 },
      ]),
    'GIF of no frames': () => gif(8, 8, []),
    'GIF of no size': () => gif(0, 0, [{ width: 8, height: 8 }]),
    'GIF of 65535 and a frame of a pixel': () => gif(65535, 65535, [{ width: 1, height: 1 }]),
    'APNG of all ones': () => apng(2 ** 32 - 1, [8, 8]),
    'APNG of no frames': () => apng(0, [8, 8]),
    'APNG whose frame is larger than it': () => apng(1, [2 ** 31 - 1, 2 ** 31 - 1]),
    'WebP of 20000 frames': () => animatedWebp(8, 20000, 8, frame),
    'WebP whose frame is larger than it': () => animatedWebp(4, 3, 8, frame),
    'WebP whose canvas is 16383': () => animatedWebp(16383, 2, 8, frame),
    'WebP whose canvas is two to the 24th': () => animatedWebp(2 ** 24, 1, 8, frame),
    'WebP of no frames': () => animatedWebp(8, 0, 8, frame),
  };
};

/** EXIF in a JPEG. */
const withExif = (jpeg: Uint8Array, exif: Uint8Array): Buffer =>
  join(
    jpeg.subarray(0, 2),
    Buffer.of(0xff, 0xe1),
    u16(exif.length + 8),
    latin('Exif\0\0'),
    exif,
    jpeg.subarray(2),
  );

/** EXIF that leads in circles, and says of pictures what it likes. @param jpeg a healthy one */
export const exif = (jpeg: Uint8Array): Hostile =>
  Object.fromEntries(
    Object.entries({
      'a directory that is its own next': join(TIFF_HEAD, directory([[274, 3, 1, 6]], 8)),
      'directories within themselves': join(
        TIFF_HEAD,
        directory(
          [
            [274, 3, 1, 6],
            [34665, 4, 1, 8],
            [34853, 4, 1, 8],
          ],
          0,
        ),
      ),
      'an orientation of all ones': join(TIFF_HEAD, directory([[274, 4, 1, 2 ** 32 - 1]], 0)),
      'an orientation that is a list': join(TIFF_HEAD, directory([[274, 3, 2 ** 31, 6]], 0)),
      'orientations by the thousand': join(
        TIFF_HEAD,
        directory(
          Array.from({ length: 5000 }, (_, i) => [274, 3, 1, i % 9] as const),
          0,
        ),
      ),
      'a thumbnail beyond the file': join(
        TIFF_HEAD,
        directory(
          [
            [513, 4, 1, 2 ** 31],
            [514, 4, 1, 2 ** 31],
          ],
          0,
        ),
      ),
      'a thumbnail that is the EXIF': join(
        TIFF_HEAD,
        directory(
          [
            [513, 4, 1, 0],
            [514, 4, 1, 60],
          ],
          0,
        ),
      ),
      'a text of all ones': join(TIFF_HEAD, directory([[270, 2, 2 ** 32 - 1, 0]], 0)),
      nothing: Buffer.alloc(0),
      'a note of a maker in a circle': join(TIFF_HEAD, directory([[37500, 7, 2 ** 16, 8]], 8)),
    }).map(([name, data]) => [`EXIF: ${name}`, () => withExif(jpeg, data)]),
  );

/** What is no picture. */
export const others: Hostile = {
  nothing: () => Buffer.alloc(0),
  'a byte': () => Buffer.of(0xff),
  'two bytes': () => Buffer.of(0xff, 0xd8),
  'a page': () =>
    Buffer.from(
      '<!DOCTYPE html><html><head><title>404</title></head><body>Not found <svg></svg></body></html>',
    ),
  'a page that begins with blanks': () => Buffer.from(`\n\n   <html><body>${'x'.repeat(1e6)}</body></html>`),
  'a text': () => Buffer.from('Meet me at noon.\n'),
  'a text of escapes': () => Buffer.from('\x1b[2J\x1b]0;owned\x07'),
  'a text in UTF-16': () => join(Buffer.of(0xff, 0xfe), Buffer.from('Meet me at noon.', 'utf16le')),
  'a text in UTF-16, the other way': () => join(Buffer.of(0xfe, 0xff), Buffer.from('\0M\0e', 'latin1')),
  JSON: () => Buffer.from('{"error":"not found"}'),
  'a pointer of Git LFS': () =>
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
  'a drawing that is none': () => Buffer.from('<?xml version="1.0"?><note/>'),
  zeros: () => Buffer.alloc(1e6),
  HEIC: () => join(u32(24), latin('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(200)),
  'an AVIF of nothing': () => join(u32(24), latin('ftypavif\0\0\0\0mif1avif'), Buffer.alloc(200)),
  'a film': () => join(u32(24), latin('ftypisom\0\0\0\0isommp41'), Buffer.alloc(200)),
  PDF: () => Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj'),
  CR2: () => join(latin('II*\0\x10\0\0\0CR\x02\0'), Buffer.alloc(200)),
  NEF: () => join(latin('MM\0*'), u32(8), Buffer.alloc(200)),
  DNG: () =>
    join(
      TIFF_HEAD,
      directory(
        [
          [256, 3, 1, 4],
          [257, 3, 1, 4],
          [50706, 1, 4, 1],
        ],
        0,
      ),
    ),
  PSD: () => join(latin('8BPS\0\x01'), Buffer.alloc(6), u16(3), u32(30000), u32(30000), u16(8), u16(3)),
  'a ZIP': () => join(latin('PK\x03\x04'), packed(1000)),
  'a model': () => join(Buffer.of(8, 7, 18, 4), latin('test')),
  'an RIFF of sound': () => join(latin('RIFF'), u32(1000, true), latin('WAVEfmt ')),
};

/** Small pictures cut off, each byte a file. @param healthy by their formats */
export const cutOff = (healthy: Readonly<Record<string, Uint8Array>>): Hostile =>
  Object.fromEntries(
    Object.entries(healthy).flatMap(([format, bytes]) =>
      // more of the beginning, where headers are
      Array.from({ length: bytes.length - 1 }, (_, i) => i + 1)
        .filter((length) => length < 300 || length % 7 === 0)
        .map((length) => [`${format} after ${length} bytes`, () => bytes.subarray(0, length)] as const),
    ),
  );
