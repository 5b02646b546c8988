import sharp from 'sharp';
import { expect, test } from 'vitest';
import { grid } from './grid.js';

const plain = (background: string, width = 40, height = 30): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background } })
    .png()
    .toBuffer();

async function pixels(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 3).subarray(0, 3)];
  return { ...info, at };
}

test('pictures stand in rows on white, which shows through them', async () => {
  const pictures = await Promise.all(['#ff0000', '#00ff00', '#0000ff80'].map((c) => plain(c)));
  const { width, height, at } = await pixels(await grid(pictures, 2));
  expect([width, height]).toEqual([2 * 40 + 3 * 12, 2 * 30 + 3 * 12]);
  expect(at(12, 12)).toEqual([255, 0, 0]);
  expect(at(12 + 40 + 12, 12)).toEqual([0, 255, 0]);
  expect(at(12, 12 + 30 + 12)[0]! / 255).toBeCloseTo(0.5, 1);
  expect(at(12 + 40 + 12, 12 + 30 + 12)).toEqual([255, 255, 255]);
});

test('fewer pictures than columns take no more room than they need', async () => {
  expect((await pixels(await grid([await plain('red')], 4))).width).toBe(40 + 2 * 12);
});

test('labels stand above, whatever is in them', async () => {
  const picture = await plain('#ff0000', 200, 30);
  const hostile = '</text></svg><b>&amp;"\'\u0000\u000b';
  const { height, at } = await pixels(await grid([picture, picture], 2, ['photograph', hostile]));
  expect(height).toBeGreaterThan(30 + 2 * 12);
  const dark = (left: number): boolean =>
    Array.from({ length: 200 * 16 }, (_, i) => at(left + (i % 200), 12 + Math.floor(i / 200))[0]!).some(
      (v) => v < 200,
    );
  expect(dark(12)).toBe(true);
  expect(dark(12 + 200 + 12)).toBe(true);
});
