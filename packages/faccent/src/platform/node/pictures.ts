import type { OverlayOptions } from 'sharp';
import { type Drawing, drawingSvg } from '../../image/drawing.js';
import type { Pixels } from '../../image/pixels.js';
import { type AnimationOptions, type PictureWriter, frameDelays } from '../pictures.js';
import { type Strip, checkFfmpeg, mp4 } from './ffmpeg.js';

/** Loaded with the first picture: much that starts makes none. */
const load = async () => (await import('sharp')).default;

const raw = ({ size: [height, width], channels }: Pixels) => ({ raw: { width, height, channels } });

/** Pictures made by sharp, and videos by ffmpeg. */
export const pictures: PictureWriter = {
  png: async (pixels) => {
    const sharp = await load();
    return sharp(pixels.bytes, raw(pixels)).png().toBuffer();
  },

  lossy: async (pixels, quality, longest) => {
    const sharp = await load();
    const bytes = await sharp(pixels.bytes, raw(pixels))
      .resize(longest, longest, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .toBuffer();
    return { type: 'image/webp', bytes };
  },

  sheet: async ([height, width], layers) => {
    const sharp = await load();
    return sharp({ create: { width, height, channels: 3, background: 'white' } })
      .composite(layers.map(({ what, left, top }) => ({ ...overlay(what), left, top })))
      .removeAlpha()
      .png()
      .toBuffer();
  },

  animation: async (frames, options) => {
    const strip = await scaled(frames, options);
    return options.format === 'mp4' ? mp4(strip, options) : animated(strip, options);
  },

  checkAnimation: async (format) => {
    if (format === 'mp4') await checkFfmpeg();
  },
};

const overlay = (what: Pixels | Drawing): OverlayOptions =>
  'marks' in what
    ? { input: Buffer.from(drawingSvg(what)) }
    : { input: Buffer.from(what.bytes.buffer, what.bytes.byteOffset, what.bytes.byteLength), ...raw(what) };

async function scaled(frames: readonly Pixels[], { longest }: AnimationOptions): Promise<Strip> {
  const sharp = await load();
  const parts = await Promise.all(
    frames.map((pixels) =>
      sharp(pixels.bytes, raw(pixels))
        .resize(longest, longest, { fit: 'inside', withoutEnlargement: true })
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ),
  );
  const { width, height } = parts[0]!.info;
  return { bytes: Buffer.concat(parts.map((p) => p.data)), width, height, frames: parts.length };
}

async function animated(
  { bytes, width, height, frames }: Strip,
  options: AnimationOptions,
): Promise<Uint8Array> {
  const sharp = await load();
  const delay = frameDelays(frames, options);
  const pages = sharp(bytes, {
    raw: { width, height: height * frames, channels: 3, pageHeight: height },
  });
  return (
    options.format === 'gif' ? pages.gif({ loop: 0, delay }) : pages.webp({ quality: 82, loop: 0, delay })
  ).toBuffer();
}
