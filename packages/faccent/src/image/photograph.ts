import { files, photographs } from '#platform';
import { FaccentError } from '../errors.js';
import { digestWhereSecure } from '../math/digest.js';
import type { Drawable, OpenPicture, Source } from '../platform/platform.js';
import { BACKGROUND, colourFrom, rgbOf } from './background.js';
import type { Image, Size } from './image.js';
import { openNpy } from './stack.js';

/**
 * Where a picture is: the path of a file (in Node.js), an http(s) address, which in a page may be relative, a Blob, the
 * bytes of a file, or in a page what it has decoded already: an ImageBitmap, an image element, a canvas.
 */
export type PictureSource = Source | Drawable;

/** A photograph on a canvas, and what a recipe says of it. */
export interface Photograph extends Image {
  /** Its path as it was given, its address, or the name of its File; none of bytes. */
  readonly path?: string;
  /** SHA-256 of its file, in hexadecimal; none of what came decoded, or in a page that is not secure. */
  readonly sha256?: string;
  /** Its own size as it is seen, before it was cropped to the canvas. */
  readonly original: Size;
  /** What is behind it where it is transparent, as `#rrggbb`; null: read as recipes up to version 5 have it. */
  readonly background: string | null;
  /** Whether any of that is seen; not known of stacks, and of what was read as those recipes have it. */
  readonly transparent?: boolean;
}

/** How a photograph is read. */
export interface PhotographOptions extends CanvasOptions {
  /**
   * What is behind it where it is transparent: `#rrggbb`, `white`, `black` or `grey`; white by default. null reads it as
   * recipes up to version 5 do: transparent parts as the file hides them.
   */
  readonly background?: string | null;
}

/** The canvas of a photograph. */
export interface CanvasOptions {
  /** Height and width in pixels, or both as one number; 512 by default. */
  readonly size?: number | Size;
  /** `keep`: the photograph's own shape, `size` its longer side; `square` by default: the shape of `size`. */
  readonly aspect?: 'square' | 'keep';
}

const USUAL_SIZE = 512;

/** A larger file is no photograph, in bytes. */
const MOST_BYTES = 2 ** 30;

/**
 * The canvas of a photograph.
 * @param original the photograph's own size
 * @throws FaccentError if `keep` is asked of two sizes
 * @example canvasFor([3000, 4000], { size: 512, aspect: 'keep' }); // [384, 512]
 */
export function canvasFor(
  original: Size,
  { size = USUAL_SIZE, aspect = 'square' }: CanvasOptions = {},
): Size {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  if (![height, width].every((n) => Number.isInteger(n) && n > 0))
    throw new FaccentError(
      `size is ${JSON.stringify(size)}; it should be whole numbers of pixels, 1 or more`,
    );
  if (aspect === 'square') return [height, width];
  if (height !== width)
    throw new FaccentError('aspect keep takes one number as the size, the longer side, not height and width');
  const scale = height / Math.max(...original);
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return [side(original[0]), side(original[1])];
}

/**
 * Reads a photograph onto a canvas (docs/method.md, 2.1): orientation applied, converted to sRGB by its profile,
 * composited on a colour where it is transparent, grey repeated, the largest centred crop of the canvas' shape, resized. For networks of other channels, a stack of planes
 * from a NumPy file, values in [0, 1] or bytes, or in Node.js from the pages of a TIFF.
 * @throws FaccentError if it is not there or is not an image, or the background is no colour
 * @example
 * const photo = await readPhotograph('photo.jpg', { size: 512 });
 * photo.size; // [512, 512]
 * @example
 * const photo = await readPhotograph('photo.jpg', { size: 512, aspect: 'keep' });
 * Math.max(...photo.size); // 512
 */
export async function readPhotograph(
  source: PictureSource,
  { background: asked = BACKGROUND, ...canvas }: PhotographOptions = {},
): Promise<Photograph> {
  const background = asked === null ? null : colourFrom(asked);
  const { picture, path, sha256 } = await opened(source, 'read');
  const image = await picture.image(
    canvasFor(picture.size, canvas),
    background === null ? null : rgbOf(background),
  );
  return { ...image, path, sha256, original: picture.size, background };
}

/**
 * Height and width of a picture as it is seen.
 * @throws FaccentError as `readPhotograph`
 * @example const [height, width] = await pictureSize('photo.jpg');
 */
export const pictureSize = async (source: PictureSource): Promise<Size> =>
  (await opened(source, 'read')).picture.size;

/** A painted mask on a canvas, and what a recipe says of it. */
export interface PaintedMask {
  /** (h, w) in [0, 1], for the option `mask`. */
  readonly values: Float32Array;
  /** As of a Photograph. */
  readonly path?: string;
  readonly sha256?: string;
}

/**
 * Reads a painted mask: white may change, black and what is transparent may not, greys in part. It is laid over the
 * photograph, so it has the photograph's shape and is cropped as that is, or it has the canvas' own.
 * @throws FaccentError if it cannot be read, has another shape, or is black everywhere
 * @example
 * const { values: mask } = await readMask('mask.png', photo);
 * await accentuate(model, photo, objective, { mask });
 */
export async function readMask(
  source: PictureSource,
  { size: canvas, original, path: photo }: Pick<Photograph, 'size' | 'original' | 'path'>,
): Promise<PaintedMask> {
  const { picture, name, path, sha256 } = await opened(source, 'read the mask');
  if (!isLike(picture.size, original) && !isLike(picture.size, canvas))
    throw new FaccentError(
      `the mask ${name} is ${text(picture.size)}; it should have the shape of the photograph ` +
        `${photo === undefined ? '' : `"${photo}", `}${text(original)}, or of the canvas, ${text(canvas)}`,
    );
  const values = await picture.grey(canvas);
  if (values.every((v) => v === 0))
    throw new FaccentError(`the mask ${name} is black everywhere: paint white what may change`);
  return { values, path, sha256 };
}

/** A picture, what errors call it, and what a recipe says of it. */
interface Opened {
  readonly picture: OpenPicture;
  readonly name: string;
  readonly path?: string;
  readonly sha256?: string;
}

async function opened(source: PictureSource, what: string): Promise<Opened> {
  if (typeof source === 'object' && 'width' in source && 'height' in source) {
    const name = 'the picture';
    return { name, picture: await photographs.open(source, name) };
  }
  const { bytes, path } = await files.read(source, what, MOST_BYTES);
  const name = path === undefined ? 'the picture' : `"${path}"`;
  const picture = openNpy(bytes, path ?? name) ?? (await photographs.open(bytes, name));
  return { name, path, picture, sha256: await digestWhereSecure(bytes) };
}

/** The same shape at some size: equal but for the rounding of a pixel. */
const isLike = (a: Size, b: Size): boolean => Math.abs(a[1] * b[0] - b[1] * a[0]) <= Math.max(...a, ...b);

const text = ([height, width]: Size): string => `${height} × ${width} pixels (height × width)`;
