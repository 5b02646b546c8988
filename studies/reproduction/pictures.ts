// Sheets of pictures.
import { type Image, pictureSheet } from 'faccent';
import sharp from 'sharp';
import { jpeg } from '../common/jpeg.js';

const WIDTH = 1200;
const LIMITS = { best: 84, worst: 36, by: 6, bytes: 150_000 };

/** Labelled pictures, so many in a row. */
export interface Pictures {
  readonly cells: readonly { readonly label: string; readonly image: Image }[];
  readonly columns: number;
}

/** Labelled pictures as one JPEG, as good as its size allows. */
export async function sheet({ cells, columns }: Pictures): Promise<Buffer> {
  const images = cells.map(({ image }) => image);
  const labels = cells.map(({ label }) => label);
  const whole = sharp(await pictureSheet(images, columns, labels));
  return jpeg(whole.resize({ width: WIDTH, withoutEnlargement: true }), LIMITS);
}
