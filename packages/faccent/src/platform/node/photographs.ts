import type { Metadata, Sharp } from 'sharp';
import { FaccentError } from '../../errors.js';
import { type Rgb } from '../../image/background.js';
import { type Image, type Size, imageFromBytes } from '../../image/image.js';
import { over } from '../../image/over.js';
import type { OpenPicture, PictureReader, SeenImage } from '../platform.js';
import { CHANNELS, type ReadColours, coloursOf } from './picture-colours.js';
import { isCameraRaw, isDrawing, noPicture, otherKind } from './picture-kind.js';
import { MOST_PIXELS, checkDrawing, checkPages, checkProportion, checkTexts } from './picture-limits.js';
import { type Open, type Samples, depthOf, samplesOf } from './picture-samples.js';
import { stackOf } from './picture-stack.js';
import { type TiffFacts, tiffFacts } from './tiff-facts.js';

/** Loaded with the first picture: much that starts reads none. */
const load = async (): Promise<Open> => (await import('sharp')).default;

const BLACK: Rgb = [0, 0, 0];

/** Pictures read by sharp. */
export const photographs: PictureReader = {
  open: async (picture, name) => {
    if (!(picture instanceof Uint8Array))
      throw new FaccentError('what a page has drawn cannot be read in Node.js: give the bytes of a picture');
    const open = await load();
    const of = <T>(decode: () => Promise<T>): Promise<T> => decoding(name, picture, decode);
    const inner = await of(() => opened(open, picture));
    return {
      size: inner.size,
      image: (canvas, background) => of(() => inner.image(canvas, background)),
      grey: (canvas) => of(() => inner.grey(canvas)),
    };
  },
};

/** What is known of a picture before its pixels are asked for. */
interface Known {
  readonly open: Open;
  readonly picture: Uint8Array;
  readonly metadata: Metadata;
  readonly read: ReadColours;
  readonly facts?: TiffFacts;
}

async function opened(open: Open, given: Uint8Array): Promise<OpenPicture> {
  const none = noPicture(given);
  if (none) throw new FaccentError(`it is ${none}`);
  checkTexts(given);
  // its first page is a small preview
  if (isCameraRaw(given)) throw new FaccentError('its pixels are not developed');
  const facts = tiffFacts(given);
  checkPages(facts?.pages.length ?? 0);
  const { picture, lab } = facts ?? { picture: given };
  if (isDrawing(given)) checkDrawing(given);
  const metadata = await open(picture, { limitInputPixels: MOST_PIXELS }).metadata();
  const wide = metadata.depth !== 'uchar';
  const read = coloursOf(picture, metadata, lab && { asProfiles: lab === 'ICC', wide });
  const known: Known = { open, picture, metadata, read, facts };
  if (facts?.bands || (facts && (metadata.pages ?? 1) > 1 && facts.pages.length > 1))
    return stackOf(open, facts);
  checkProportion(given, metadata, isStreamed(known) || metadata.format === 'svg');
  const { autoOrient } = metadata;
  return {
    size: [autoOrient.height, autoOrient.width],
    image: async (canvas, background) =>
      background === null ? imageAsBefore(open, given, canvas) : seenOn(known, background, canvas),
    grey: async (canvas) => {
      const { pixels } = await pixelsOf(known, BLACK);
      const grey = await onCanvas(pixels, canvas, 'linear')
        .toColourspace('b-w')
        .raw({ depth: 'uchar' })
        .toBuffer();
      return Float32Array.from(grey, (v) => v / 255);
    },
  };
}

/** A picture in sRGB, and whether its background is seen. */
interface Pixels {
  readonly pixels: Sharp;
  readonly transparent: boolean;
}

/** Whether sharp reads it as it should be: opaque bytes whose profile is curves and a matrix. */
const isStreamed = ({ metadata: { depth, hasAlpha }, read }: Known): boolean =>
  depth === 'uchar' && !hasAlpha && read.plain;

/**
 * A picture in sRGB and turned, composited on a colour. Where sharp reads it as it should be it does so: opaque bytes
 * whose profile is curves and a matrix (a JPEG is made smaller as it is decoded), and drawings, drawn in the size that
 * is asked for.
 */
async function pixelsOf(known: Known, background: Rgb): Promise<Pixels> {
  const { open, picture, metadata, read, facts } = known;
  const { format } = metadata;
  const limited = { limitInputPixels: MOST_PIXELS, failOn: 'error' } as const;
  const [r, g, b] = background;
  if (format === 'svg') {
    const { isOpaque } = await open(picture, limited).stats();
    return { pixels: open(picture, limited).flatten({ background: { r, g, b } }), transparent: !isOpaque };
  }
  if (isStreamed(known)) return { pixels: open(picture, limited).rotate(), transparent: false };
  const samples = await samplesOf(open, picture, depthOf(metadata, facts));
  const bytes = over({ ...samples, channels: CHANNELS[read.space] }, read.colours, background);
  const [height, width] = samples.size;
  return {
    pixels: open(bytes, { raw: { width, height, channels: 3 }, limitInputPixels: MOST_PIXELS }),
    transparent: isTransparent(samples),
  };
}

/** Whether the background is seen anywhere. */
function isTransparent({ alpha, alphaStride = 1, most }: Samples): boolean {
  if (!alpha) return false;
  for (let i = 0; i < alpha.length; i += alphaStride) if (alpha[i]! < most) return true;
  return false;
}

async function seenOn(known: Known, background: Rgb, canvas: Size): Promise<SeenImage> {
  const { pixels, transparent } = await pixelsOf(known, background);
  return { ...(await imageOf(onCanvas(pixels, canvas, 'cubic'), canvas)), transparent };
}

const onCanvas = (pixels: Sharp, [height, width]: Size, kernel: 'cubic' | 'linear'): Sharp =>
  pixels.resize(width, height, { fit: 'cover', position: 'centre', kernel });

async function imageOf(pixels: Sharp, size: Size): Promise<Image> {
  const { data, info } = await pixels
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return imageFromBytes(data, size, info.channels as 1 | 3 | 4);
}

/** As recipes up to version 5 have it: what is transparent is seen as its file hides it, and sharp guesses colours. */
const imageAsBefore = (open: Open, picture: Uint8Array, size: Size): Promise<Image> =>
  imageOf(
    onCanvas(open(picture, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).rotate(), size, 'cubic'),
    size,
  );

/** Runs something that decodes a picture. @throws FaccentError naming the file that is none */
async function decoding<T>(name: string, picture: Uint8Array, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    const other = otherKind(picture);
    const reason = other ? `it is ${other}: convert it to PNG or JPEG` : reasonOf(cause as Error);
    // what is ours says what to do
    const ours = cause instanceof FaccentError && !other;
    throw new FaccentError(
      `cannot read ${name} as an image: ${reason}${ours ? '' : ' (JPEG, PNG, WebP, AVIF, TIFF, GIF and SVG are read)'}`,
      { cause },
    );
  }
}

/** What a decoder says, each thing once. */
function reasonOf({ message }: Error): string {
  if (/samples out of range/.test(message))
    return 'its numbers have 64 bits, or are complex: save it with 8 or 16 bits a channel, or as float32';
  const said = [
    ...new Set(
      message
        .trim()
        .replace(/^Input (?:buffer|file) has corrupt header: /, '')
        .split(/\s*\n\s*/),
    ),
  ].join(' ');
  return /pixel limit/.test(said) ? `${said}, which is ${MOST_PIXELS / 1e6} million: make it smaller` : said;
}
