import { FaccentError } from '../../errors.js';
import { type Size, imageFromBytes } from '../../image/image.js';
import { stackPicture } from '../../image/stack.js';
import type { OpenPicture, PictureReader } from '../platform.js';

/** Larger pictures than this are refused before they are unpacked. */
const MOST_PIXELS = 250_000_000;

/** Loaded with the first picture: much that starts reads none. */
const load = async () => (await import('sharp')).default;

/** Pictures read by sharp. */
export const photographs: PictureReader = {
  open: async (picture, name) => {
    if (!(picture instanceof Uint8Array))
      throw new FaccentError('what a page has drawn cannot be read in Node.js: give the bytes of a picture');
    const sharp = await load();
    const {
      autoOrient,
      format,
      pages = 1,
    } = await decoding(name, () => sharp(picture, { limitInputPixels: MOST_PIXELS }).metadata());
    if (format === 'tiff' && pages > 1) return decoding(name, () => openPages(sharp, picture, pages));
    return {
      size: [autoOrient.height, autoOrient.width],
      image: ([height, width]) =>
        decoding(name, async () => {
          const { data, info } = await sharp(picture, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
            .rotate()
            .resize(width, height, { fit: 'cover', position: 'centre', kernel: 'cubic' })
            .toColourspace('srgb')
            .removeAlpha()
            .raw({ depth: 'uchar' })
            .toBuffer({ resolveWithObject: true });
          return imageFromBytes(data, [height, width], info.channels as 1 | 3 | 4);
        }),
      grey: ([height, width]) =>
        decoding(name, async () => {
          const grey = await sharp(picture)
            .rotate()
            .flatten({ background: '#000' })
            .resize(width, height, { fit: 'cover', position: 'centre', kernel: 'linear' })
            .toColourspace('b-w')
            .raw({ depth: 'uchar' })
            .toBuffer();
          return Float32Array.from(grey, (v) => v / 255);
        }),
    };
  },
};

/** The pages of a TIFF as the planes of a stack, each grey. */
async function openPages(
  sharp: Awaited<ReturnType<typeof load>>,
  picture: Uint8Array,
  pages: number,
): Promise<OpenPicture> {
  const planes: Float32Array[] = [];
  let size: Size | undefined;
  for (let page = 0; page < pages; page++) {
    const { data, info } = await sharp(picture, { limitInputPixels: MOST_PIXELS, page })
      .toColourspace('b-w')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    size ??= [info.height, info.width];
    if (info.height !== size[0] || info.width !== size[1])
      throw new FaccentError(`its pages are of different sizes, and so no planes of one picture`);
    planes.push(Float32Array.from({ length: size[0] * size[1] }, (_, i) => data[i * info.channels]! / 255));
  }
  return stackPicture(planes, size!);
}

/** Runs something that decodes a picture. @throws FaccentError naming the file that is none */
async function decoding<T>(name: string, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    if (cause instanceof FaccentError) throw cause;
    const reason = (cause as Error).message.trim().replace(/\s+/g, ' ');
    throw new FaccentError(
      `cannot read ${name} as an image: ${reason} (JPEG, PNG, WebP, AVIF, TIFF, GIF and SVG are read)`,
      { cause },
    );
  }
}
