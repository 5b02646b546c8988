import { type Image, type Size, imageToBytes } from 'faccent';
import sharp from 'sharp';

const MARGIN = 12;

const raw = ([height, width]: Size, channels: 1 | 3 | 4) => ({ raw: { width, height, channels } });

/** A picture as PNG, with an alpha plane in [0, 1] where one is given. */
export function png(image: Image, alpha?: Float32Array): Promise<Buffer> {
  return sharp(imageToBytes(image, alpha), raw(image.size, alpha ? 4 : 3))
    .png()
    .toBuffer();
}

/** A plane of values in [0, 1] as grey PNG. */
export function greyPng(plane: Float32Array, size: Size): Promise<Buffer> {
  const bytes = Uint8Array.from(plane, (v) => Math.round(Math.min(1, Math.max(0, v)) * 255));
  return sharp(bytes, raw(size, 1)).png().toBuffer();
}

/** Pictures side by side on white: the photograph, the accentuation, the accentuation under its opacity map. */
export async function sheet(seed: Image, image: Image, opacity: Float32Array): Promise<Buffer> {
  const [height, width] = image.size;
  const parts = await Promise.all([png(seed), png(image), png(image, opacity)]);
  const columns = parts.length;
  return sharp({
    create: {
      width: columns * width + (columns + 1) * MARGIN,
      height: height + 2 * MARGIN,
      channels: 3,
      background: 'white',
    },
  })
    .composite(parts.map((input, i) => ({ input, left: MARGIN + i * (width + MARGIN), top: MARGIN })))
    .png()
    .toBuffer();
}

/** Longest side of an animation, in pixels. */
const ANIMATION_SIDE = 384;
const FRAME_MILLISECONDS = 90;
const HOLD_MILLISECONDS = 1500;

/** An animated WebP of a run, which holds at its beginning and its end. */
export async function animation(frames: readonly Image[]): Promise<Buffer> {
  const scaled = await Promise.all(
    frames.map((frame) =>
      sharp(imageToBytes(frame), raw(frame.size, 3))
        .resize(ANIMATION_SIDE, ANIMATION_SIDE, { fit: 'inside', withoutEnlargement: true })
        .png({ compressionLevel: 1 })
        .toBuffer(),
    ),
  );
  const delay = frames.map((_, i) =>
    i === 0 || i === frames.length - 1 ? HOLD_MILLISECONDS : FRAME_MILLISECONDS,
  );
  return sharp(scaled, { join: { animated: true } })
    .webp({ quality: 82, loop: 0, delay })
    .toBuffer();
}
