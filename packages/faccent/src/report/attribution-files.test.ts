// Proves that colours of maps mean what they say: how strong, for or against, in a range that several maps share.
import { describe, expect, test } from 'vitest';
import type { Attribution, PartedAttribution } from '../attribution/attribution.js';
import { parseNpy } from '../formats/npy.js';
import type { Image } from '../image/image.js';
import { picture } from '../testing/networks.js';
import { attributionFiles, mapOverlay, mapPicture } from './loaded.js';
import { colourRange, mapStrengths, onImage } from './strengths.js';

const size = [2, 2] as const;
const photograph = picture(size, () => [0.5, 0.5, 0.5]);
const attribution = (map: number[], signed: boolean): Attribution => ({
  ...{ name: signed ? 'signed' : 'plain', map: Float32Array.from(map), size, signed },
});
const parted = (positive: number[], negative: number[]): PartedAttribution => ({
  ...attribution(
    positive.map((v, i) => v - negative[i]!),
    true,
  ),
  ...{ name: 'cam', positive: Float32Array.from(positive), negative: Float32Array.from(negative) },
});
const pixel = ({ data }: Image, at: number): number[] => [0, 1, 2].map((c) => data[4 * c + at]!);

describe('values on the image', () => {
  test('are those of the map where it is of the image', () => {
    const one = attribution([1, 2, 3, 4], false);
    expect(onImage(one, photograph)).toBe(one.map);
  });

  test('are between those of a coarser map', () => {
    const values = onImage(
      attribution([0, 4, 0, 4], false),
      picture([2, 4], () => [0, 0, 0]),
    );
    expect([...values]).toEqual([0, 1, 3, 4, 0, 1, 3, 4]);
  });
});

describe('strengths', () => {
  test('of a map without signs are shares of the strongest', () => {
    const { towards, against } = mapStrengths(attribution([0, 1, 2, 4], false), photograph);
    expect([...towards].map((v) => Number(v.toFixed(2)))).toEqual(
      [0, 0.25, 0.5, 1].map((v) => expect.closeTo(v, 1) as number),
    );
    expect(against).toBeUndefined();
  });

  test('of a signed map are for and against, on one scale', () => {
    const { towards, against } = mapStrengths(attribution([-2, 0, 1, 2], true), photograph);
    expect([towards[0], towards[3], against![3], against![0]]).toEqual([0, 1, 0, 1]);
    expect(towards[2]).toBeCloseTo(0.5, 1);
    expect(against![2]).toBe(0);
  });

  test('of a map in two parts span a range that maps can share', () => {
    const [a, b] = [parted([0, 1, 2, 3], [0, 0, 0, 0]), parted([0, 0, 0, 30], [0, 10, 20, 30])];
    const [low, high] = colourRange([a, b]);
    expect(low).toBeLessThan(high);
    expect(high).toBeGreaterThan(colourRange([a])[1]);
    const own = mapStrengths(a, photograph);
    const shared = mapStrengths(a, photograph, [0, 30]);
    expect(own.towards[3]).toBe(1);
    expect(shared.towards[3]).toBeCloseTo(0.1);
    expect([...shared.against!]).toEqual([0, 0, 0, 0]);
  });
});

describe('colours', () => {
  const strengths = { towards: Float32Array.of(0, 1, 0, 0.5), against: Float32Array.of(0, 0, 1, 0) };

  test('of a signed map alone are red for, blue against, and pale where it says nothing', async () => {
    const shown = await mapPicture(strengths, size);
    const [none, up, down] = [0, 1, 2].map((at) => pixel(shown, at));
    expect(up![0]).toBeGreaterThan(up![2]! + 0.2);
    expect(down![2]).toBeGreaterThan(down![0]! + 0.2);
    expect(Math.max(...none!) - Math.min(...none!)).toBeLessThan(0.05);
  });

  test('of a map without signs grow lighter', async () => {
    const shown = await mapPicture({ towards: Float32Array.of(0, 0.3, 0.6, 1) }, size);
    const light = [0, 1, 2, 3].map((at) => pixel(shown, at).reduce((a, b) => a + b));
    expect(light).toEqual([...light].sort((a, b) => a - b));
  });

  test('over a photograph leave it grey and dim where the map says nothing', async () => {
    const shown = await mapOverlay(strengths, photograph);
    for (const v of pixel(shown, 0)) expect(v).toBeCloseTo(0.55 * 0.5, 6);
    const up = pixel(shown, 1);
    expect(up[0]).toBeGreaterThan(up[2]! + 0.2);
  });
});

test('files of maps are pictures, arrays of their own values, and a sheet', async () => {
  const maps = [attribution([0, 1, 2, 4], false), parted([0, 1, 2, 3], [1, 0, 0, 0])];
  const accentuation = { name: 'ketch', image: photograph, opacity: photograph };
  const files = await attributionFiles(photograph, maps, { accentuation });
  expect([...files.keys()]).toEqual([
    ...['plain.png', 'plain-overlay.png', 'plain.npy'],
    ...['cam.png', 'cam-overlay.png', 'cam.npy', 'cam-positive.npy', 'cam-negative.npy', 'sheet.png'],
  ]);
  const values = (name: string) => parseNpy(files.get(name) as Uint8Array, name);
  expect(values('cam-positive.npy')).toMatchObject({ dims: [2, 2], data: Float32Array.of(0, 1, 2, 3) });
  expect(values('cam.npy').data).toEqual(Float32Array.of(-1, 1, 2, 3));
});
