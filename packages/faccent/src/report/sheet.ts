import { pictures } from '#platform';
import type { Drawing } from '../image/drawing.js';
import { type Image, type Size } from '../image/image.js';
import { type Pixels, pixelsOf } from '../image/pixels.js';
import { largest } from '../math/extremes.js';

/** A picture on a sheet; where it is transparent, the white paper shows. */
export type SheetPicture = Image | Pixels | Drawing;

const MARGIN = 12;
const LARGEST_TEXT = 40;
const SMALLEST_TEXT = 7;

/** Width of a character of a sans-serif face in units of its size, generously. */
const CHARACTER = 0.58;

/**
 * Pictures in rows on white, as a PNG file. A row is as high as its highest picture.
 * @param columns pictures in a row
 * @param labels one above each picture; none by default
 * @example await writeFile('sheet.png', await pictureSheet([photo, image], 2, ['photograph', 'accentuation']));
 */
export function pictureSheet(
  shown: readonly SheetPicture[],
  columns: number,
  labels: readonly string[] = [],
): Promise<Uint8Array> {
  const width = largest(shown.map(({ size }) => size[1]));
  const longest = largest(labels.map((label) => [...label].length));
  // one size for all labels, such that the longest fits
  const text = Math.max(SMALLEST_TEXT, Math.min(LARGEST_TEXT, width / 26, width / (CHARACTER * longest)));
  const heading = labels.length ? Math.ceil(text * 1.6) : 0;
  const across = Math.min(columns, shown.length);
  const rows = Array.from({ length: Math.ceil(shown.length / across) }, (_, row) =>
    Math.max(...shown.slice(row * across, (row + 1) * across).map(({ size }) => size[0])),
  );
  const tops = rows.reduce((all, height) => [...all, all.at(-1)! + heading + height + MARGIN], [MARGIN]);
  const place = (i: number) => ({
    left: MARGIN + (i % across) * (width + MARGIN),
    top: tops[Math.floor(i / across)]!,
  });
  const size: Size = [tops.at(-1)!, across * (width + MARGIN) + MARGIN];
  return pictures.sheet(size, [
    ...shown.map((what, i) => ({
      what: 'data' in what ? pixelsOf(what) : what,
      left: place(i).left,
      top: place(i).top + heading,
    })),
    ...labels.map((label, i) => ({ what: caption(label, [heading, width], text), ...place(i) })),
  ]);
}

/** A line of text. What does not fit is cut off. */
const caption = (text: string, size: Size, letters: number): Drawing => ({
  size,
  marks: [{ text, x: 0, y: letters, size: letters, fill: '#333' }],
});
