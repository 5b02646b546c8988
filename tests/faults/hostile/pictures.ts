import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import type { Hostile } from './kind.js';
import { bombs, gif, tiffs } from './picture-bombs.js';
import { packed, png, tiffOf } from './picture-bytes.js';
import { animated, cutOff, exif, others } from './picture-others.js';
import { profiles } from './picture-profiles.js';

const folder = fileURLToPath(new URL('../../../packages/faccent/src/fixtures/photographs/', import.meta.url));
const read = (name: string): Uint8Array => readFileSync(path.join(folder, name));

const jpeg = read('rgb.jpg');

/** Hostile pictures, kind by kind. */
export const pictures: Readonly<Record<string, Hostile>> = {
  profiles: profiles(jpeg),
  tiffs,
  animated: animated(read('lossy-p3.webp')),
  exif: exif(jpeg),
  bombs,
  others,
  'cut off': cutOff({
    PNG: png({ width: 8, height: 8 }, [], packed(200)),
    GIF: gif(8, 8, [{ width: 8, height: 8 }]),
    TIFF: tiffOf(
      {
        256: [4, 8],
        257: [4, 8],
        258: [3, 8],
        259: [3, 1],
        262: [3, 1],
        277: [3, 1],
        278: [4, 8],
        279: [4, 64],
      },
      Buffer.alloc(64, 7),
    ),
    JPEG: jpeg,
    WebP: read('turned.webp'),
    AVIF: read('rgba8.avif'),
    SVG: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="4" height="4"/></svg>',
    ),
  }),
};
