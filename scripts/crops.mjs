import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Random } from 'faccent';
import sharp from 'sharp';

/** Sides of a crop in parts of the photograph's shorter side. */
const [LEAST, MOST] = [0.25, 0.9];

/**
 * Many photographs of the few that ship: crops at seeded places and scales, the same each time.
 * @param {string} from a folder of photographs
 * @param {string} to where they go
 * @param {{ count: number, side?: number, seed?: number }} options how many, and their side in pixels
 */
export async function makeCrops(from, to, { count, side = 224, seed = 0 }) {
  await mkdir(to, { recursive: true });
  const names = (await readdir(from)).filter((name) => /\.(jpg|png)$/.test(name)).sort();
  const photographs = await Promise.all(
    names.map(async (name) => {
      const file = path.join(from, name);
      const { width, height } = await sharp(file).metadata();
      return { name: path.parse(name).name, file, width, height };
    }),
  );
  const random = new Random(seed);
  for (let i = 0; i < count; i++) {
    const { name, file, width, height } = photographs[i % photographs.length];
    const own = Math.floor(Math.min(width, height) * random.uniform(LEAST, MOST));
    const [left, top] = [random.below(width - own + 1), random.below(height - own + 1)];
    const crop = sharp(file).extract({ left, top, width: own, height: own }).resize(side, side);
    await crop.jpeg({ quality: 90 }).toFile(path.join(to, `${name}-${String(i).padStart(5, '0')}.jpg`));
  }
}
