// Sheets of pictures.
import sharp from 'sharp';
import { grid } from '../../packages/cli/dist/outputs/grid.js';
import { png } from '../../packages/cli/dist/outputs/pictures.js';

const WIDTH = 1200;
const MOST_BYTES = 150_000;

/** Labelled pictures as one JPEG, as good as its size allows. */
export async function sheet({ cells, columns }) {
  const pictures = await Promise.all(cells.map(({ image }) => png(image)));
  const labels = cells.map(({ label }) => label);
  const small = sharp(await grid(pictures, columns, labels)).resize({
    width: WIDTH,
    withoutEnlargement: true,
  });
  for (let quality = 84; ; quality -= 6) {
    const bytes = await small.clone().jpeg({ quality, mozjpeg: true }).toBuffer();
    if (bytes.length < MOST_BYTES || quality < 40) return bytes;
  }
}
