import { FaccentError } from '../../errors.js';
import { type Drawing, TYPEFACE } from '../../image/drawing.js';
import type { Size } from '../../image/image.js';
import type { Pixels } from '../../image/pixels.js';
import { type AnimationFormat, type PictureWriter, frameDelays } from '../pictures.js';
import { type Canvas, type Context, canvasOf, contextOf } from './canvas.js';
import { formatPng } from './png.js';
import { animatedWebp } from './webp.js';

/** Of animations, in units of 1. */
const QUALITY = 0.82;

/** Pictures made by canvases: on a page and in workers alike. */
export const pictures: PictureWriter = {
  png: formatPng,

  lossy: async (pixels, quality, longest) => {
    const canvas = scaled(pixels, longest);
    const made = await blobOf(canvas, 'image/webp', quality / 100);
    // a browser that does not write a format writes PNG, which a page has no room for
    return made.type === 'image/webp' ? made : blobOf(canvas, 'image/jpeg', quality / 100);
  },

  sheet: (size, layers) => {
    const context = contextOf(canvasOf(size));
    context.fillStyle = 'white';
    context.fillRect(0, 0, size[1], size[0]);
    for (const { what, left, top } of layers) {
      if ('marks' in what) draw(context, what, left, top);
      else context.drawImage(painted(what), left, top);
    }
    const rgba = context.getImageData(0, 0, size[1], size[0]).data;
    return formatPng({ bytes: rgba.filter((_, i) => i % 4 !== 3), size, channels: 3 });
  },

  animation: async (frames, options) => {
    checkFormat(options.format);
    const canvases = frames.map((frame) => scaled(frame, options.longest));
    const files = await Promise.all(canvases.map(webp));
    const { height, width } = canvases[0]!;
    return animatedWebp(files, [height, width], frameDelays(frames.length, options));
  },

  checkAnimation: async (format) => {
    checkFormat(format);
    await webp(scaled({ bytes: new Uint8Array(1), size: [1, 1], channels: 1 }, 1));
  },
};

function checkFormat(format: AnimationFormat): void {
  if (format !== 'webp')
    throw new FaccentError(`a browser makes no animation as ${format}: ask for webp, or make it in Node.js`);
}

/** A frame of an animation. @throws FaccentError in a browser that writes no WebP */
async function webp(canvas: Canvas): Promise<Uint8Array> {
  const { type, bytes } = await blobOf(canvas, 'image/webp', QUALITY);
  if (type !== 'image/webp')
    throw new FaccentError('this browser makes no WebP, and so no animation: ask for none');
  return bytes;
}

/** A canvas that shows pixels. */
function painted({ bytes, size: [height, width], channels }: Pixels): Canvas {
  const canvas = canvasOf([height, width]);
  const context = contextOf(canvas);
  const image = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++)
    for (let c = 0; c < 4; c++)
      image.data[4 * i + c] = c === 3 && channels < 4 ? 255 : bytes[i * channels + (channels === 1 ? 0 : c)]!;
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Pixels on a canvas whose sides are not longer than that. */
function scaled(pixels: Pixels, longest: number): Canvas {
  const [height, width] = pixels.size;
  const scale = Math.min(1, longest / Math.max(height, width));
  const size: Size = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
  const canvas = canvasOf(size);
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(painted(pixels), 0, 0, size[1], size[0]);
  return canvas;
}

function draw(context: Context, { size: [height, width], marks }: Drawing, left: number, top: number): void {
  context.save();
  context.translate(left, top);
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  for (const mark of marks) {
    context.fillStyle = mark.fill;
    if ('text' in mark) {
      context.font = `${mark.size}px ${TYPEFACE}`;
      context.textAlign = mark.align ?? 'start';
      context.fillText(mark.text, mark.x, mark.y);
    } else context.fillRect(mark.x, mark.y, mark.width, mark.height);
  }
  context.restore();
}

async function blobOf(
  canvas: Canvas,
  type: string,
  quality: number,
): Promise<{ type: string; bytes: Uint8Array }> {
  const blob = await canvas.convertToBlob({ type, quality });
  return { type: blob.type, bytes: new Uint8Array(await blob.arrayBuffer()) };
}
