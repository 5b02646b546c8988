import sharp from 'sharp';
import { escapeMarkup } from './escape.js';

const MARGIN = 12;
const LARGEST_TEXT = 40;
const SMALLEST_TEXT = 7;

/** Width of a character of a sans-serif face in units of its size, generously. */
const CHARACTER = 0.58;

/**
 * Encoded pictures in rows on white, as PNG. Transparent ones show the white through.
 * @param labels one above each picture; none by default
 */
export async function grid(
  pictures: readonly Buffer[],
  columns: number,
  labels: readonly string[] = [],
): Promise<Buffer> {
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const width = Math.max(...sizes.map((s) => s.width));
  const height = Math.max(...sizes.map((s) => s.height));
  const longest = Math.max(...labels.map((label) => [...label].length));
  // one size for all labels, such that the longest fits
  const text = Math.max(SMALLEST_TEXT, Math.min(LARGEST_TEXT, width / 26, width / (CHARACTER * longest)));
  const heading = labels.length ? Math.ceil(text * 1.6) : 0;
  const across = Math.min(columns, pictures.length);
  const down = Math.ceil(pictures.length / across);
  const place = (i: number) => ({
    left: MARGIN + (i % across) * (width + MARGIN),
    top: MARGIN + Math.floor(i / across) * (heading + height + MARGIN),
  });
  return sharp({
    create: {
      width: across * (width + MARGIN) + MARGIN,
      height: down * (heading + height + MARGIN) + MARGIN,
      channels: 3,
      background: 'white',
    },
  })
    .composite([
      ...pictures.map((input, i) => ({ input, left: place(i).left, top: place(i).top + heading })),
      ...labels.map((label, i) => ({ input: caption(label, width, heading, text), ...place(i) })),
    ])
    .removeAlpha()
    .png()
    .toBuffer();
}

/** A line of text as a picture. What does not fit is cut off. */
function caption(label: string, width: number, height: number, size: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
      `<text y="${size}" font-family="system-ui, sans-serif" font-size="${size}" fill="#333">${escapeMarkup(label)}</text></svg>`,
  );
}
