import { TIFF, tiffPages } from '../../formats/tiff-tags.js';
import { whatElse } from '../contents.js';

const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

/** How files of other kinds begin, and what people call them. */
const STARTS: readonly (readonly [start: string, name: string])[] = [
  ['BM', 'a BMP picture'],
  ['\xff\x0a', 'a JPEG XL picture'],
  ['\0\0\0\x0cJXL ', 'a JPEG XL picture'],
  ['\0\0\0\x0cjP  ', 'a JPEG 2000 picture'],
  ['\xff\x4f\xff\x51', 'a JPEG 2000 picture'],
  ['\0\0\x01\0', 'an icon (ICO)'],
  ['8BPS', 'a Photoshop document'],
  ['\x76\x2f\x31\x01', 'an OpenEXR picture'],
  ['#?RADIANCE', 'a Radiance HDR picture'],
  ['#?RGBE', 'a Radiance HDR picture'],
  ['%PDF', 'a PDF document'],
  ['FUJIFILMCCD-RAW', "a camera's raw file"],
  ['SIMPLE  =', 'a FITS image'],
  ['\x89HDF', 'an HDF5 file'],
  ['PK', 'a ZIP archive'],
  ['\x1f\x8b', 'a file that gzip packed'],
  ['%!PS', 'a PostScript document'],
  ['qoif', 'a QOI picture'],
  ['gimp xcf', 'a GIMP picture'],
  ['\x1a\x45\xdf\xa3', 'a film'],
  ...(['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'Pf', 'PF'] as const).map(
    (start) => [start, 'a PNM picture'] as const,
  ),
];

const HEIC = /hei[cxms]|hev[cx]/;

/**
 * What a file is called that is no picture of ours, by how it begins.
 * @returns undefined where that is not known, or it is one of ours
 */
export function otherKind(bytes: Uint8Array): string | undefined {
  if (ascii(bytes, 4, 4) === 'ftyp') {
    const brands = ascii(bytes, 8, Math.min(64, bytes[3]! - 8));
    if (/avi[fs]/.test(brands)) return undefined;
    if (HEIC.test(brands)) return 'a HEIC picture';
    return /crx /.test(brands) ? "a camera's raw file" : 'a film, or a picture of its kind';
  }
  if (isCameraRaw(bytes)) return "a camera's raw file";
  if (ascii(bytes, 128, 4) === 'DICM') return 'a DICOM file';
  return STARTS.find(([start]) => ascii(bytes, 0, start.length) === start)?.[1];
}

/** What bytes are that are no picture of any kind: nothing, a text, a page; of a drawing (SVG) nothing is said. */
export function noPicture(bytes: Uint8Array): string | undefined {
  const begin = bytes.subarray(0, 2000);
  const wide = ascii(begin, 0, 2);
  if (wide === '\xff\xfe' || wide === '\xfe\xff') return 'a text in UTF-16';
  // a drawing may be in it, of any size
  if (wide === '\x1f\x8b') return 'a file that gzip packed';
  // JPEG and PNG, of which no more may be there
  if (begin[0] === 0xff || begin[0] === 0x89) return undefined;
  const other = whatElse(begin);
  if (other?.startsWith('a web page')) return 'a web page';
  return isDrawing(bytes) ? undefined : other;
}

/** Whether bytes begin as a drawing (SVG) does. */
export function isDrawing(bytes: Uint8Array): boolean {
  const begin = bytes.subarray(0, 2000);
  return (
    begin[0] !== 0xff &&
    begin[0] !== 0x89 &&
    /<svg|<!doctype svg|<\?xml/i.test(new TextDecoder().decode(begin))
  );
}

/** A raw file that looks like a TIFF, whose first page is a small preview. */
export function isCameraRaw(bytes: Uint8Array): boolean {
  const start = ascii(bytes, 0, 4);
  if (start !== 'II*\0' && start !== 'MM\0*') return false;
  return ascii(bytes, 8, 2) === 'CR' || tiffPages(bytes).some((page) => page.has(TIFF.dngVersion));
}
