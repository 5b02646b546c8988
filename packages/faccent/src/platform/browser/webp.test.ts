// WebP pictures become an animation that others play, frame by frame as they are.
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { animatedWebp } from './webp.js';

const GREYS = [0, 100, 255];

const picture = (grey: number, lossless = false): Promise<Buffer> =>
  sharp({ create: { width: 41, height: 31, channels: 3, background: { r: grey, g: grey, b: grey } } })
    .webp({ lossless })
    .toBuffer();

test.each([false, true])('lossless: %s', async (lossless) => {
  const frames = await Promise.all(GREYS.map((grey) => picture(grey, lossless)));
  const file = animatedWebp(frames, [31, 41], [1500, 90, 1500]);
  expect(await sharp(file, { animated: true }).metadata()).toMatchObject({
    ...{ format: 'webp', pages: 3, width: 41, pageHeight: 31, loop: 0, delay: [1500, 90, 1500] },
  });
  for (const [page, grey] of GREYS.entries()) {
    const data = await sharp(file, { page }).removeAlpha().raw().toBuffer();
    expect(Math.abs(data[0]! - grey)).toBeLessThan(4);
  }
});

test('only what is picture is taken of a file', async () => {
  const plain = await picture(100);
  const described = await sharp(plain)
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .webp()
    .toBuffer();
  expect(described.includes('EXIF')).toBe(true);
  const file = animatedWebp([described, plain], [31, 41], [90, 90]);
  expect(Buffer.from(file).includes('EXIF')).toBe(false);
  expect((await sharp(file, { animated: true }).metadata()).pages).toBe(2);
});
