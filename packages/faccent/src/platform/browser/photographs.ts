import { FaccentError } from '../../errors.js';
import { type Size, imageFromBytes } from '../../image/image.js';
import type { Drawable, PictureReader, SeenImage } from '../platform.js';
import { type Canvas, canvasOf, contextOf } from './canvas.js';

interface Reading {
  readonly imageOrientation: 'from-image';
  readonly colorSpaceConversion: 'default';
}

declare const createImageBitmap: (picture: Blob | Drawable, options: Reading) => Promise<Drawable>;

/** How light a colour is, as `toColourspace('b-w')` of sharp weighs it. */
const LIGHTNESS = [0.2126, 0.7152, 0.0722] as const;

/** Pictures read by the browser: which formats, is the browser's to say. */
export const photographs: PictureReader = {
  open: async (picture, name) => {
    let bitmap: Drawable;
    try {
      const drawn = picture instanceof Uint8Array ? new Blob([picture]) : picture;
      bitmap = await createImageBitmap(drawn, {
        imageOrientation: 'from-image',
        colorSpaceConversion: 'default',
      });
    } catch (cause) {
      throw new FaccentError(
        `cannot read ${name} as an image: ${(cause as Error).message} (what is read depends on the browser: JPEG, PNG, WebP and GIF are)`,
        { cause },
      );
    }
    return {
      size: [bitmap.height, bitmap.width],
      image: (size, background): Promise<SeenImage> => {
        const itself = bytesOf(covered(bitmap, size));
        if (background === null) return Promise.resolve(imageFromBytes(itself, size, 4));
        const transparent = itself.some((value, i) => i % 4 === 3 && value < 255);
        const bytes = transparent ? bytesOf(covered(bitmap, size, `rgb(${background.join()})`)) : itself;
        return Promise.resolve({ ...imageFromBytes(bytes, size, 4), transparent });
      },
      grey: (size): Promise<Float32Array> => {
        const bytes = bytesOf(covered(bitmap, size, 'black'));
        const light = (_: unknown, i: number): number =>
          LIGHTNESS.reduce((sum, weight, c) => sum + weight * bytes[4 * i + c]!, 0) / 255;
        return Promise.resolve(Float32Array.from({ length: size[0] * size[1] }, light));
      },
    };
  },
};

/** A canvas with the largest centred crop of its own shape. @param background transparent by default */
function covered(picture: Drawable, size: Size, background?: string): Canvas {
  const [height, width] = size;
  const canvas = canvasOf(size);
  const context = contextOf(canvas);
  if (background !== undefined) {
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
  }
  // rounded as sharp rounds, so that a page crops the same pixels as Node.js
  const scale = Math.max(height / picture.height, width / picture.width);
  const [h, w] = [Math.round(picture.height * scale), Math.round(picture.width * scale)];
  const middle = (length: number, side: number): number => Math.floor((length - side + 1) / 2);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, -middle(w, width), -middle(h, height), w, h);
  return canvas;
}

const bytesOf = (canvas: Canvas): Uint8ClampedArray =>
  contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height).data;
