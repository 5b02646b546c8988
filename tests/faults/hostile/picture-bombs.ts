import type { Hostile } from './kind.js';
import { chunk, directory, join, latin, packed, png, tiffOf, TIFF_HEAD, u16, u32 } from './picture-bytes.js';

const LARGE = [30_000, 65_500] as const;
/** Little fewer pixels than are read of any picture. */
const ALLOWED = 15_800;

/** A JPEG of one channel whose blocks are all one colour, two bits each; progressive with passes that say nothing. */
function jpeg(side: number, scans = 0): Buffer {
  const segment = (mark: number, data: Uint8Array): Buffer =>
    join(Buffer.of(0xff, mark), u16(data.length + 2), data);
  const blocks = Math.ceil(side / 8) ** 2;
  const codes = (kind: number, symbol: number): Buffer =>
    segment(0xc4, join(Buffer.of(kind), Buffer.of(1), Buffer.alloc(15), Buffer.of(symbol)));
  const frame = segment(
    scans ? 0xc2 : 0xc0,
    join(Buffer.of(8), u16(side), u16(side), Buffer.of(1, 1, 0x11, 0)),
  );
  const scan = (from: number, to: number, data: Uint8Array): Buffer =>
    join(segment(0xda, Buffer.of(1, 1, 0, from, to, 0)), data);
  // runs of 32767 blocks without anything
  const empty = Buffer.alloc(Math.ceil((Math.ceil(blocks / 32767) * 15) / 8) + 1);
  const body = scans
    ? join(
        scan(0, 0, Buffer.alloc(Math.ceil(blocks / 8))),
        codes(0x10, 0xe0),
        ...Array<Buffer>(scans).fill(scan(1, 63, empty)),
      )
    : scan(0, 63, Buffer.alloc(Math.ceil(blocks / 4)));
  return join(
    Buffer.of(0xff, 0xd8),
    segment(0xdb, join(Buffer.of(0), Buffer.alloc(64, 1))),
    frame,
    codes(0, 0),
    codes(0x10, 0),
    body,
    Buffer.of(0xff, 0xd9),
  );
}

/** Packs so many pixels of one colour as GIF does: codes that grow, from the beginning again when there are no more. */
function lzw(count: number): Buffer {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  const put = (code: number, width: number): void => {
    held += code * 2 ** bits;
    bits += width;
    for (; bits >= 8; bits -= 8) {
      bytes.push(held & 255);
      held = Math.floor(held / 256);
    }
  };
  const [clear, end] = [4, 5];
  for (let left = count; left > 0;) {
    put(clear, 3);
    let [width, next] = [3, 6];
    for (let run = 1; left > 0 && next < 4095; run++) {
      put(run === 1 ? 0 : next - 1, width);
      left -= Math.min(left, run);
      if (run > 1 || next > 6) next++;
      if (run === 1) next = 6 + 1;
      if (next > 2 ** width && width < 12) width++;
    }
  }
  put(end, 12);
  put(0, 12);
  return Buffer.from(bytes);
}

const blocks = (data: Uint8Array): Buffer =>
  join(
    ...Array.from({ length: Math.ceil(data.length / 255) }, (_, i) => {
      const part = data.subarray(255 * i, 255 * i + 255);
      return join(Buffer.of(part.length), part);
    }),
    Buffer.of(0),
  );

interface Frame {
  readonly left?: number;
  readonly width: number;
  readonly height: number;
  /** Pixels that are there; all by default. */
  readonly pixels?: number;
}

/** A GIF of some frames on a canvas. */
export function gif(width: number, height: number, frames: readonly Frame[]): Buffer {
  const kept = new Map<number, Buffer>();
  return join(
    latin('GIF89a'),
    ...[u16(width, true), u16(height, true), Buffer.of(0x91, 0, 0), Buffer.alloc(12, 0x44)],
    ...frames.map(({ left = 0, width: w, height: h, pixels = w * h }) => {
      if (!kept.has(pixels)) kept.set(pixels, blocks(lzw(pixels)));
      const head = join(u16(left, true), u16(0, true), u16(w, true), u16(h, true));
      return join(Buffer.of(0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c), head, Buffer.of(0, 2), kept.get(pixels)!);
    }),
    Buffer.of(0x3b),
  );
}

/** A WebP without loss whose pixels take no bits: each code has one symbol. */
function webp(side: number): Buffer {
  let [held, bits] = [0n, 0n];
  const put = (value: number, width: number): void => {
    held |= BigInt(value) << bits;
    bits += BigInt(width);
  };
  put(side - 1, 14);
  put(side - 1, 14);
  // opaque, version 0, no transform, no cache, one group; five codes of one symbol of 8 bits
  for (const width of [1, 3, 1, 1, 1]) put(0, width);
  for (let code = 0; code < 5; code++) {
    put(1, 1);
    put(0, 1);
    put(0, 2);
  }
  const data = join(
    Buffer.of(0x2f),
    Buffer.from(Array.from({ length: 16 }, (_, i) => Number((held >> BigInt(8 * i)) & 255n))),
  );
  const part = join(latin('VP8L'), u32(data.length, true), data, Buffer.alloc(data.length % 2));
  return join(latin('RIFF'), u32(part.length + 4, true), latin('WEBP'), part);
}

const svg = (body: string, size = 'width="64" height="64"', before = ''): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?>${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${body}</svg>`,
  );

const entities = `<!DOCTYPE svg [<!ENTITY e0 "lol">${Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')}]>`;

/** Much of few bytes. */
export const bombs: Hostile = {
  ...Object.fromEntries(
    LARGE.flatMap((side): [string, () => Uint8Array][] => [
      [`PNG of ${side}`, () => png({ width: side, height: side }, [], packed(1e6))],
      [
        `PNG of ${side}, one bit`,
        () => png({ width: side, height: side, depth: 1, colour: 0 }, [], packed(1e6)),
      ],
      [`JPEG of ${side}`, () => jpeg(side)],
      [`GIF of ${side}`, () => gif(side, side, [{ width: side, height: side, pixels: 1e6 }])],
      [
        `TIFF of ${side}`,
        () =>
          tiffOf(
            {
              256: [4, side],
              257: [4, side],
              258: [3, 8],
              259: [3, 1],
              262: [3, 1],
              277: [3, 1],
              278: [4, side],
              279: [4, 64],
            },
            Buffer.alloc(64),
          ),
      ],
      [`SVG of ${side}`, () => svg('<rect width="9" height="9"/>', `width="${side}" height="${side}"`)],
    ]),
  ),
  'WebP of 16383': () => webp(16383),
  'WebP within what is read': () => webp(ALLOWED),
  'PNG within what is read, RGB': () => png({ width: ALLOWED, height: ALLOWED }),
  'PNG within what is read, interlaced': () => png({ width: ALLOWED, height: ALLOWED, interlaced: true }),
  'PNG within what is read, RGBA of 16 bits': () =>
    png({ width: ALLOWED, height: ALLOWED, depth: 16, colour: 6 }),
  'PNG within what is read, grey of one bit': () =>
    png({ width: ALLOWED, height: ALLOWED, depth: 1, colour: 0 }),
  'PNG of one row': () => png({ width: 2 ** 27, height: 1, depth: 1, colour: 0 }),
  'PNG of two to the 31st': () => png({ width: 2 ** 31 - 1, height: 1 }, [], packed(100)),
  'PNG of nothing': () => png({ width: 0, height: 0 }, [], packed(1)),
  'JPEG within what is read': () => jpeg(ALLOWED),
  'JPEG of 5000 passes': () => jpeg(4000, 5000),
  'JPEG of 190 passes': () => jpeg(6000, 190),
  'JPEG within what is read, of 20 passes': () => jpeg(ALLOWED, 20),
  'GIF within what is read': () => gif(ALLOWED, ALLOWED, [{ width: 100, height: 100 }]),
  'SVG within what is read': () =>
    svg('<rect width="9" height="9"/>', `width="${ALLOWED}" height="${ALLOWED}"`),
  'SVG of two to the 31st': () => svg('', 'width="2147483647" height="2147483647"'),
  'SVG of no size': () => svg('<rect width="9" height="9"/>', 'width="0" height="0"'),
  'SVG of numbers that are none': () => svg('', 'width="NaN" height="1e400"'),
  'SVG of entities': () => svg('<text>&e12;</text>', undefined, entities),
  'SVG of a file as an entity': () =>
    svg('<text>&f;</text>', undefined, '<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
  'SVG of another file': () =>
    svg(
      '<image xlink:href="file:///dev/zero" width="9" height="9"/><image xlink:href="http://127.0.0.1:9/" width="9" height="9"/>',
    ),
  'SVG that uses itself': () => svg('<g id="a"><use xlink:href="#a"/></g><use xlink:href="#a"/>'),
  'SVG nested deep': () => svg(`${'<g>'.repeat(1e5)}${'</g>'.repeat(1e5)}`),
  'SVG of many large filters': () =>
    svg(
      `<filter id="f"><feGaussianBlur stdDeviation="2000"/></filter>${'<rect width="8000" height="8000" filter="url(#f)"/>'.repeat(500)}`,
      'width="8000" height="8000"',
    ),
  'SVG of copies of copies': () =>
    svg(
      `<g id="a0"><rect width="9" height="9"/></g>${Array.from({ length: 20 }, (_, i) => `<g id="a${i + 1}">${`<use xlink:href="#a${i}"/>`.repeat(8)}</g>`).join('')}<use xlink:href="#a20"/>`,
    ),
  'SVG with a large picture in it': () =>
    svg(
      `<image width="64" height="64" xlink:href="data:image/png;base64,${png({ width: 15_800, height: 15_800 }).toString('base64')}"/>`,
    ),
  'SVG of a huge filter': () =>
    svg(
      '<filter id="f"><feTurbulence baseFrequency="0.01" numOctaves="1000"/></filter><rect width="64" height="64" filter="url(#f)"/>',
    ),
  ...Object.fromEntries(
    (['zTXt', 'iTXt', 'iCCP', 'eXIf', 'zzZz'] as const).map((type) => [
      `PNG with ${type} of ten gigabytes`,
      () => {
        const head = { zTXt: 'a\0\0', iTXt: 'a\0\x01\0\0\0', iCCP: 'a\0\0', eXIf: '', zzZz: '' }[type];
        return png({ width: 4, height: 4 }, [chunk(type, join(latin(head), packed(1e10)))]);
      },
    ]),
  ),
  'PNG with a thousand texts of a hundred megabytes': () => {
    const text = chunk('zTXt', join(latin('a\0\0'), packed(1e8)));
    return png({ width: 4, height: 4 }, Array<Buffer>(100).fill(text));
  },
  'PNG with a million chunks': () =>
    png({ width: 4, height: 4 }, [Buffer.concat(Array<Buffer>(5e5).fill(chunk('tEXt', latin('a\0'))))]),
  'PNG whose chunk is longer than it': () =>
    png({ width: 4, height: 4 }, [chunk('tEXt', latin('a\0b'), 2 ** 31 - 1)]),
  'PNG of pixels that unpack to ten gigabytes': () => png({ width: 4, height: 4 }, [], packed(1e10)),
};

const page = (next: number, extra: Parameters<typeof directory>[0] = []): Buffer =>
  directory(
    [
      [256, 3, 1, 4],
      [257, 3, 1, 4],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [273, 4, 1, 8],
      [277, 3, 1, 1],
      [278, 3, 1, 4],
      [279, 4, 1, 16],
      ...extra,
    ],
    next,
  );
const PAGE = page(0).length;

/** So many pages one behind the other. */
const pages = (count: number): Buffer =>
  join(TIFF_HEAD, ...Array.from({ length: count }, (_, i) => page(i < count - 1 ? 8 + PAGE * (i + 1) : 0)));

const usual = {
  256: [4, 16],
  257: [4, 16],
  258: [3, 8],
  259: [3, 1],
  262: [3, 1],
  277: [3, 1],
  278: [4, 16],
  279: [4, 256],
} as const;
const tiffWith = (tags: Parameters<typeof tiffOf>[0]): Buffer =>
  tiffOf({ ...usual, ...tags }, Buffer.alloc(1024, 0x66));

/** TIFFs whose directories lead in circles, lie over each other and claim what they like. */
export const tiffs: Hostile = {
  'a directory that is its own next': () => join(TIFF_HEAD, page(8)),
  'directories in a circle': () => join(TIFF_HEAD, page(8 + PAGE), page(8)),
  'a directory in the header': () => join(latin('II*\0'), u32(0, true), page(0)),
  'a directory beyond the file': () => join(latin('II*\0'), u32(2 ** 32 - 1, true), page(0)),
  'pages: 30': () => pages(30),
  'pages: 65535': () => pages(65535),
  'directories over each other': () => {
    const file = Buffer.alloc(800_000, 0xff);
    TIFF_HEAD.copy(file);
    // each two bytes are the next place of a directory of 65535 entries
    for (let i = 0; i < 4000; i++) {
      const at = 8 + 2 * i;
      const next = at + 2 + 12 * 65535;
      if (next + 4 <= file.length) file.writeUInt32LE(at + 2, next);
    }
    return file;
  },
  'a directory of 65535 entries': () =>
    join(TIFF_HEAD, u16(65535, true), Buffer.alloc(12 * 65535), u32(0, true)),
  'a directory of none': () => join(TIFF_HEAD, u16(0, true), u32(0, true)),
  ...Object.fromEntries(
    (
      [
        ['a strip beyond the file', { 273: [4, 2 ** 31] }],
        ['a strip of all ones', { 279: [4, 2 ** 32 - 1] }],
        ['strips of all ones', { 273: [4, 8, 2 ** 32 - 1], 279: [4, 8, 2 ** 32 - 1] }],
        ['a strip of nothing', { 279: [4, 0] }],
        ['strips of no rows', { 278: [4, 0] }],
        ['strips of all rows', { 278: [4, 2 ** 32 - 1] }],
        ['tiles of nothing', { 322: [4, 0], 323: [4, 0], 324: [4, 8], 325: [4, 64] }],
        ['tiles of all ones', { 322: [4, 2 ** 32 - 16], 323: [4, 2 ** 32 - 16], 324: [4, 8], 325: [4, 64] }],
        ['tiles of a million', { 322: [4, 1048576], 323: [4, 1048576], 324: [4, 8], 325: [4, 64] }],
        ['65535 channels', { 277: [3, 65535] }],
        ['4096 channels', { 277: [3, 4096] }],
        ['no channels', { 277: [3, 0] }],
        ['bits of every kind', { 277: [3, 3], 258: [3, 8, 3], 262: [3, 2] }],
        ['0 bits', { 258: [3, 0] }],
        ['65535 bits', { 258: [3, 65535] }],
        ['3 bits', { 258: [3, 3] }],
        ['two to the 31st wide', { 256: [4, 2 ** 31], 257: [4, 1] }],
        ['two to the 31st high', { 256: [4, 1], 257: [4, 2 ** 31], 278: [4, 2 ** 31] }],
        ['all ones wide and high', { 256: [4, 2 ** 32 - 1], 257: [4, 2 ** 32 - 1] }],
        ['no width', { 256: [4, 0] }],
        [
          'within what is read, packed',
          { 256: [4, ALLOWED], 257: [4, ALLOWED], 259: [3, 5], 278: [4, ALLOWED] },
        ],
        [
          'within what is read, real numbers',
          { 256: [4, ALLOWED], 257: [4, ALLOWED], 258: [3, 32], 339: [3, 3], 278: [4, ALLOWED] },
        ],
        [
          'within what is read, tiles',
          {
            256: [4, ALLOWED],
            257: [4, ALLOWED],
            258: [3, 16],
            322: [4, ALLOWED + 8],
            323: [4, ALLOWED + 8],
            324: [4, 8],
            325: [4, 64],
          },
        ],
        ['a compression that nobody has', { 259: [3, 65000] }],
        ['a profile of all ones', { 34675: [7, 8, 2 ** 32 - 1] }],
        ['an EXIF directory in a circle', { 34665: [4, 8] }],
        ['sub-directories in a circle', { 330: [4, 8] }],
        ['an orientation that nobody has', { 274: [3, 65535] }],
        ['a palette beyond the file', { 262: [3, 3], 320: [3, 2 ** 31, 768] }],
        ['extra channels of all ones', { 338: [3, 8, 2 ** 32 - 1] }],
      ] as [string, Parameters<typeof tiffOf>[0]][]
    ).map(([name, tags]) => [name, () => tiffWith(tags)]),
  ),
  'BigTIFF of all ones': () => join(latin('II+\0\x08\0\0\0'), Buffer.alloc(8, 255), Buffer.alloc(64)),
  'BigTIFF of entries without end': () =>
    join(latin('II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0'), Buffer.alloc(7, 255), Buffer.alloc(1000, 1)),
  'BigTIFF in a circle': () =>
    join(latin('II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0'), Buffer.alloc(8), latin('\x10\0\0\0\0\0\0\0')),
  'BigTIFF of offsets of 3 bytes': () => join(latin('II+\0\x03\0\0\0\x10\0\0\0\0\0\0\0'), Buffer.alloc(64)),
};
