import { pictures } from '#platform';
import type { Image } from '../image/image.js';
import { pixelsOf } from '../image/pixels.js';

/**
 * An image as a PNG file.
 * @param alpha (height, width) in [0, 1]: how opaque it is
 * @example writeFileSync('where.png', await encodePng(image, opacityMap(opacity, image.size)))
 */
export const encodePng = (image: Image, alpha?: Float32Array): Promise<Uint8Array> =>
  pictures.png(pixelsOf(image, alpha));
