import type { ChannelMap, Picture } from '../worker/protocol.js';

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

/** Draws a map. @param colour red, green, blue and alpha of a value, 0 to 255 */
export function drawMap(
  canvas: HTMLCanvasElement,
  { width, height, bytes }: ChannelMap,
  colour: (value: number) => readonly number[],
): void {
  const rgba = new Uint8ClampedArray(4 * bytes.length);
  bytes.forEach((value, i) => rgba.set(colour(value), 4 * i));
  draw(canvas, { width, height, rgba });
}
