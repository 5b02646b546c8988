import { FaccentError } from '../../errors.js';
import { imageFromBytes } from '../../image/image.js';
import type { PictureReader } from '../platform.js';

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
    const { autoOrient } = await decoding(name, () =>
      sharp(picture, { limitInputPixels: MOST_PIXELS }).metadata(),
    );
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
