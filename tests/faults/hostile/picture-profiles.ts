import { deflateSync } from 'node:zlib';
import type { Hostile } from './kind.js';
import { chunk, join, latin, packed, png, u16, u32 } from './picture-bytes.js';

const ALL_ONES = 2 ** 32 - 1;

/** A profile's tag, whose place and size may be said otherwise than they are. */
interface Tag {
  readonly name: string;
  readonly data: Uint8Array;
  readonly at?: number;
  readonly size?: number;
}

interface Head {
  readonly space?: string;
  readonly connection?: string;
  readonly version?: number;
  readonly said?: number;
  readonly count?: number;
  readonly intent?: number;
}

function profile(
  tags: readonly Tag[],
  { space = 'RGB ', connection = 'XYZ ', version = 4, said, count, intent = 0 }: Head = {},
): Buffer {
  const start = 132 + 12 * tags.length;
  let at = start;
  const table = tags.map((tag) => {
    const entry = join(latin(tag.name), u32(tag.at ?? at), u32(tag.size ?? tag.data.length));
    at += tag.data.length;
    return entry;
  });
  const head = Buffer.alloc(128);
  head.writeUInt32BE((said ?? at) >>> 0, 0);
  head[8] = version;
  head.write(`mntr${space}${connection}`, 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  head.writeUInt32BE(intent, 64);
  return Buffer.concat(
    [head, u32(count ?? tags.length)].concat(
      table,
      tags.map(({ data }) => Buffer.from(data)),
    ),
  );
}

const fixed = (...values: number[]): Buffer => join(...values.map((v) => u32(Math.round(v * 65536))));
const xyz = (...values: number[]): Buffer => join(latin('XYZ \0\0\0\0'), fixed(...values));
const curv = (count: number, entries: number = count): Buffer =>
  join(latin('curv\0\0\0\0'), u32(count), Buffer.alloc(2 * entries, 0x55));
const para = (type: number, ...values: number[]): Buffer =>
  join(latin('para\0\0\0\0'), u16(type), u16(0), fixed(...values));

const lights: Tag[] = [
  { name: 'wtpt', data: xyz(0.9642, 1, 0.8249) },
  { name: 'rXYZ', data: xyz(0.4361, 0.2225, 0.0139) },
  { name: 'gXYZ', data: xyz(0.3851, 0.7169, 0.0971) },
  { name: 'bXYZ', data: xyz(0.1431, 0.0606, 0.7139) },
];
const curves = (data: Uint8Array): Tag[] => ['rTRC', 'gTRC', 'bTRC'].map((name) => ({ name, data }));
const withCurve = (data: Uint8Array, head?: Head): Buffer => profile([...lights, ...curves(data)], head);
const table = (data: Uint8Array, head?: Head): Buffer =>
  profile([{ name: 'A2B0', data }], { connection: 'Lab ', ...head });

const mft = (
  wide: boolean,
  [inputs, outputs, points]: readonly [number, number, number],
  entries: readonly [number, number] = [2, 2],
  data = 4096,
): Buffer =>
  join(
    latin(`mft${wide ? 2 : 1}\0\0\0\0`),
    Buffer.of(inputs, outputs, points, 0),
    fixed(1, 0, 0, 0, 1, 0, 0, 0, 1),
    wide ? join(u16(entries[0]), u16(entries[1])) : Buffer.alloc(0),
    Buffer.alloc(data, 0x77),
  );

const mab = (
  inputs: number,
  outputs: number,
  places: readonly number[],
  data: Uint8Array = Buffer.alloc(4096, 2),
): Buffer =>
  join(latin('mAB \0\0\0\0'), Buffer.of(inputs, outputs, 0, 0), ...places.map((place) => u32(place)), data);

const inPng = (bytes: Uint8Array, colour = 2): Buffer =>
  png(
    { width: 8, height: 8, colour },
    [chunk('iCCP', join(latin('a\0\0'), deflateSync(bytes)))],
    packed(8 * (1 + 8 * ({ 0: 1, 2: 3, 6: 4 }[colour] ?? 3)), 0x60),
  );

const made: Readonly<Record<string, () => Uint8Array>> = {
  'tags outside of it': () => profile(lights.concat(curves(curv(1))).map((tag) => ({ ...tag, at: 1e6 }))),
  'tags at the end of numbers': () =>
    profile(lights.concat(curves(curv(1))).map((tag) => ({ ...tag, at: ALL_ONES, size: ALL_ONES }))),
  'tags over each other': () => profile(lights.concat(curves(curv(1))).map((tag) => ({ ...tag, at: 216 }))),
  'tags over the header': () => profile(lights.concat(curves(curv(1))).map((tag) => ({ ...tag, at: 0 }))),
  'tags of no bytes': () => profile(lights.concat(curves(curv(1))).map((tag) => ({ ...tag, size: 0 }))),
  'no tags': () => profile([]),
  'a count of tags of all ones': () => profile([...lights, ...curves(curv(1))], { count: ALL_ONES }),
  'a hundred thousand tags': () =>
    profile(Array.from({ length: 1e5 }, (_, i) => ({ name: u32(i).toString('latin1'), data: curv(1) }))),
  'the same tag a thousand times': () => profile(Array.from({ length: 1000 }, () => lights[1]!)),
  'curves of all ones': () => withCurve(curv(ALL_ONES, 2)),
  'curves of two to the 31st': () => withCurve(curv(2 ** 31, 2)),
  'curves of a million': () => withCurve(curv(1e6)),
  'curves of one': () => withCurve(curv(1)),
  'curves of none': () => withCurve(curv(0)),
  'curves with a gamma of 0': () => withCurve(join(latin('curv\0\0\0\0'), u32(1), u16(0))),
  'curves with a gamma of 255': () => withCurve(join(latin('curv\0\0\0\0'), u32(1), u16(65535))),
  'curves of no type': () => withCurve(latin('none\0\0\0\0\0\0\0\0')),
  ...Object.fromEntries(
    (
      [
        [0, -1],
        [0, 0],
        [0, 32767],
        [0, -32768],
        [1, 2.2, 0, 0],
        [1, -2, 0, 1],
        [2, 2, 0, 0, 0],
        [2, -32768, 32767, -32768, 32767],
        [3, -1, 1, 0, 1, 0],
        [3, 0.5, -1, 0, 0, 0],
        [4, 2.4, 1e-4, -1, 0, 0, 32767, -32768],
        [4, -3, 0, 0, 0, 0, 0, 0],
        [9, 1],
        [65535, 1],
      ] as const
    ).map(([type, ...values]) => [
      `a parametric curve ${type}(${values.join()})`,
      () => withCurve(para(type, ...values)),
    ]),
  ),
  'a parametric curve that is cut off': () => withCurve(para(4, 1)),
  'lights of no light': () =>
    profile([...lights.map((tag) => ({ ...tag, data: xyz(0, 0, 0) })), ...curves(curv(1))]),
  'lights beyond all light': () =>
    profile([...lights.map((tag) => ({ ...tag, data: xyz(32767, -32768, 32767) })), ...curves(curv(0))]),
  'a table of bytes with a grid of 255 to the 15th': () => table(mft(false, [15, 15, 255])),
  'a table of 16 bits with a grid of 255 to the 15th': () => table(mft(true, [15, 3, 255], [4096, 4096])),
  'a table with a grid of nothing': () => table(mft(true, [3, 3, 0])),
  'a table with a grid of one': () => table(mft(true, [3, 3, 1])),
  'a table of curves of nothing': () => table(mft(true, [3, 3, 2], [0, 0])),
  'a table of curves of one': () => table(mft(true, [3, 3, 2], [1, 1])),
  'a table of curves of 65535': () => table(mft(true, [3, 3, 2], [65535, 65535])),
  'a table of no channels': () => table(mft(false, [0, 0, 2])),
  'a table of four channels in a picture of three': () => table(mft(true, [4, 3, 2])),
  'a table of 15 channels in a picture of three': () => table(mft(false, [15, 3, 2], undefined, 200_000)),
  'a table of one channel out': () => table(mft(true, [3, 1, 2])),
  'a table of channels that nobody has': () => table(mft(false, [255, 255, 2])),
  'mAB whose grid is 255 to the 15th': () => table(mab(15, 3, [0, 0, 0, 32, 0], Buffer.alloc(64, 255))),
  'mAB whose grid is nothing': () => table(mab(3, 3, [0, 0, 0, 32, 0], Buffer.alloc(64))),
  'mAB whose grid is one point': () => table(mab(3, 3, [0, 0, 0, 32, 0], Buffer.alloc(64, 1))),
  'mAB whose parts are itself': () => table(mab(3, 3, [32, 32, 32, 32, 32])),
  'mAB whose curves are its beginning': () => table(mab(3, 3, [ALL_ONES, 0, 0, 0, ALL_ONES])),
  'mAB whose parts lie in the header': () => table(mab(3, 3, [4, 4, 4, 4, 4])),
  'mAB of nothing': () => table(mab(3, 3, [0, 0, 0, 0, 0])),
  'mAB of no channels': () => table(mab(0, 0, [0, 0, 0, 0, 0])),
  'mAB of four channels and no grid': () => table(mab(4, 3, [0, 0, 0, 0, 0])),
  'mAB of a matrix of extremes': () =>
    table(mab(3, 3, [0, 32, 0, 0, 0], fixed(...Array<number>(12).fill(32767)))),
  'a table of no type': () => table(latin('nope\0\0\0\0')),
  'a size of 0 in the header': () => withCurve(curv(1), { said: 0 }),
  'a size of all ones in the header': () => withCurve(curv(1), { said: ALL_ONES }),
  'a size of 128 in the header': () => withCurve(curv(1), { said: 128 }),
  'a connection space that nobody knows': () => withCurve(curv(1), { connection: 'nope' }),
  'a connection space of inks': () => withCurve(curv(1), { connection: 'CMYK' }),
  'a space of inks in a picture of light': () => table(mft(true, [4, 3, 2]), { space: 'CMYK' }),
  'a space of grey in a picture of colours': () =>
    profile([{ name: 'kTRC', data: curv(1) }], { space: 'GRAY' }),
  'a space of fifteen colours': () => table(mft(true, [15, 3, 2]), { space: 'FCLR' }),
  'a space of Lab': () => table(mft(true, [3, 3, 2]), { space: 'Lab ' }),
  'version 255': () => withCurve(curv(1), { version: 255 }),
  'an intent that nobody has': () => withCurve(curv(1), { intent: ALL_ONES }),
  'nothing but its header': () => profile([]).subarray(0, 128),
  'one byte': () => Buffer.of(1),
  'a text': () => latin('this is no profile'),
  'a hundred megabytes': () =>
    profile([...lights, ...curves(curv(1)), { name: 'junk', data: Buffer.alloc(1e8) }]),
  'a hundred megabytes of a curve': () => withCurve(curv(5e7)),
};

/** A picture with parts of a profile in its segments. */
function inJpeg(
  jpeg: Uint8Array,
  parts: readonly (readonly [number: number, of: number, data: Uint8Array])[],
): Buffer {
  const segments = parts.map(([number, of, data]) =>
    join(Buffer.of(0xff, 0xe2), u16(data.length + 16), latin('ICC_PROFILE\0'), Buffer.of(number, of), data),
  );
  return join(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

/** Profiles in a PNG, and in a JPEG in parts. @param jpeg a healthy one without a profile */
export const profiles = (jpeg: Uint8Array): Hostile => {
  const good = withCurve(curv(1024));
  const [one, two] = [good.subarray(0, 1000), good.subarray(1000)];
  const parts: Record<string, readonly (readonly [number, number, Uint8Array])[]> = {
    'the second part alone': [[2, 2, two]],
    'the first part alone': [[1, 2, one]],
    'parts out of order': [
      [2, 2, two],
      [1, 2, one],
    ],
    'a part twice': [
      [1, 2, one],
      [1, 2, one],
      [2, 2, two],
    ],
    'part 0': [
      [0, 2, one],
      [1, 2, two],
    ],
    'part 3 of 2': [
      [1, 2, one],
      [3, 2, two],
    ],
    'parts that count differently': [
      [1, 2, one],
      [2, 255, two],
    ],
    'parts of nothing': [[1, 1, Buffer.alloc(0)]],
    'the last part of 255': [[255, 255, one]],
    'all parts, as large as they can be': Array.from(
      { length: 255 },
      (_, i) => [i + 1, 255, i ? Buffer.alloc(65519) : join(one, Buffer.alloc(64519))] as const,
    ),
  };
  return {
    ...Object.fromEntries(Object.entries(made).map(([name, make]) => [name, () => inPng(make())])),
    ...Object.fromEntries(
      Object.entries(parts).map(([name, list]) => [`JPEG, ${name}`, () => inJpeg(jpeg, list)]),
    ),
    'with an alpha: curves of all ones': () => inPng(withCurve(curv(ALL_ONES, 2)), 6),
    'with an alpha: curves that are no numbers': () => inPng(withCurve(para(3, -1, 1, 0, 1, 0)), 6),
    'of grey: a profile of colours': () => inPng(withCurve(curv(1)), 0),
  };
};
