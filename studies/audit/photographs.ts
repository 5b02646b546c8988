import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Image, Random, type Size } from 'faccent';
import sharp from 'sharp';
import { photographsIn, shippedPhotograph } from '../common/files.js';

export const SHIPPED = [
  ...['airplane-from-above.jpg', 'allium-oreophilum.jpg', 'chelsea.png', 'coffee.png', 'nagasaki-boats.jpg'],
];

/** The photographs of a folder and of the folders in it. */
export async function photographsBelow(folder: string, size: Size): Promise<Image[]> {
  const folders = readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((one) => statSync(one).isDirectory());
  const found: Image[] = [];
  for (const one of [folder, ...folders.sort()])
    found.push(...(await photographsIn(one, size)).map(({ image }) => image));
  return found;
}

/** Square crops of the photographs that ship, at seeded places, from a third of their shorter side to all of it. */
export async function shippedCrops(
  count: number,
  [height, width]: Size,
  randomSeed: number,
): Promise<Image[]> {
  const random = new Random(randomSeed);
  const crops: Image[] = [];
  for (let i = 0; i < count; i++) {
    const photograph = sharp(shippedPhotograph(SHIPPED[i % SHIPPED.length]!));
    const { width: w, height: h } = await photograph.metadata();
    const side = Math.floor(random.uniform(Math.min(w, h) / 3, Math.min(w, h)));
    const [left, top] = [random.below(w - side + 1), random.below(h - side + 1)];
    const bytes = await photograph
      .extract({ left, top, width: side, height: side })
      .resize(width, height)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const area = height * width;
    const data = Float32Array.from(
      { length: 3 * area },
      (_, k) => bytes[3 * (k % area) + Math.floor(k / area)]! / 255,
    );
    crops.push({ size: [height, width], data });
  }
  return crops;
}
