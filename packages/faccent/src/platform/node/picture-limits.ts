import type { Metadata } from 'sharp';
import { FaccentError } from '../../errors.js';

/** Larger pictures than this are refused before they are unpacked. */
export const MOST_PIXELS = 250_000_000;

/** Pictures that take less are unpacked, whatever their files are, in bytes. */
const LITTLE = 2 ** 29;

/** Larger ones take some ten times their files, drawings of one colour some hundred; what is made to fill memory, more. */
const MOST_TIMES = 256;

/** Of a progressive JPEG, each of which goes over all pixels: programs write about ten. */
const MOST_SCANS = 200;

const BYTES: Readonly<Partial<Record<string, number>>> = {
  ...{ ushort: 2, short: 2, uint: 4, int: 4, float: 4, double: 8 },
};

/** Decoders of these have the whole picture in memory, in four bytes a pixel. */
const WHOLE: ReadonlySet<string> = new Set(['gif', 'webp', 'heif', 'svg']);

/**
 * By what a picture's header says, before its pixels are unpacked.
 * @param streamed whether it is read row by row where its format allows that
 * @throws FaccentError for one that takes memory, or time, out of all proportion to its file
 */
export function checkProportion(picture: Uint8Array, metadata: Metadata, streamed: boolean): void {
  const { width, height, channels, depth, format, isProgressive } = metadata;
  const pixels = width * height;
  const own = channels * (BYTES[depth] ?? 1) + 3;
  const decoder = WHOLE.has(format) ? 4 : isProgressive ? 4 * channels : 0;
  const most = pixels * (decoder + (streamed ? 0 : own));
  if (most > LITTLE && most > MOST_TIMES * picture.length)
    throw new FaccentError(
      `its ${width} × ${height} pixels take ${Math.round(most / 1e6)} MB, and its file has ${picture.length} bytes, which is out of all proportion: make it smaller`,
    );
  if (format === 'jpeg' && scansOf(picture) > MOST_SCANS)
    throw new FaccentError(`it is written in more than ${MOST_SCANS} passes: save it as usual`);
}

/** How often a JPEG begins a pass over its pixels. */
function scansOf(jpeg: Uint8Array): number {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const start = Buffer.of(0xff, 0xda);
  let count = 0;
  for (let at = bytes.indexOf(start); at >= 0 && count <= MOST_SCANS; at = bytes.indexOf(start, at + 2))
    count++;
  return count;
}

/** Of a PNG, each of which is unpacked with its header: programs write a few. */
const MOST_TEXTS = 32;

/** Before the header is read. @throws FaccentError for a PNG of more packed texts than any program writes */
export function checkTexts(picture: Uint8Array): void {
  const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength);
  if (picture.length < 8 || view.getUint32(0) !== 0x89504e47) return;
  let texts = 0;
  for (let at = 8; at + 8 <= picture.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...picture.subarray(at + 4, at + 8));
    if ((type === 'zTXt' || type === 'iTXt') && ++texts > MOST_TEXTS)
      throw new FaccentError(`more than ${MOST_TEXTS} packed texts are in it: save it without them`);
  }
}

/** The decoder finds each page by going over all before it: more are no stack of any instrument. */
const MOST_PAGES = 1024;

/** Before the header is read. @throws FaccentError for a TIFF of more pages than are read */
export function checkPages(pages: number): void {
  if (pages > MOST_PAGES) throw new FaccentError(`it has ${pages} pages, and at most ${MOST_PAGES} are read`);
}

/** What in a drawing is drawn many times over, or brings in other pictures. */
const COSTLY = /<\s*(?:\w+:)?(filter|use|image|feImage|pattern|mask|marker)\b/i;

/** Of a drawing's text: a second's work. */
const LONGEST_DRAWING = 2 ** 21;

/**
 * Before a drawing is drawn: nothing ends that, and a few lines can take hours.
 * @throws FaccentError for one that may
 */
export function checkDrawing(svg: Uint8Array): void {
  if (svg.length > LONGEST_DRAWING)
    throw new FaccentError(
      `it is a drawing (SVG) of ${svg.length} bytes, and at most ${LONGEST_DRAWING} are read: export it as PNG`,
    );
  const costly = COSTLY.exec(new TextDecoder().decode(svg))?.[1];
  if (costly !== undefined)
    throw new FaccentError(
      `it is a drawing (SVG) with a "${costly}", which can take any time to draw: export it as PNG`,
    );
}
