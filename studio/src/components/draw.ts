import type { Picture } from '../worker/protocol.js';

/**
 * Draws a picture, all but what the feature looked at faded.
 * @param opacity bytes, (height, width)
 * @param fade 0: not at all, 1: wholly
 */
export function draw(canvas: HTMLCanvasElement, picture: Picture, opacity?: Uint8Array, fade = 0): void {
  const { width, height, rgba } = picture;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  let shown = rgba;
  if (opacity && fade > 0) {
    shown = rgba.slice();
    for (let i = 0; i < opacity.length; i++) shown[4 * i + 3] = 255 - Math.round(fade * (255 - opacity[i]!));
  }
  canvas.getContext('2d')!.putImageData(new ImageData(shown, width, height), 0, 0);
}
