import type { Size } from '../../image/image.js';
import type { Drawable } from '../platform.js';

/** The part of a browser's canvas that pictures are made with: the library is compiled without the names of pages. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d', options?: { readonly willReadFrequently?: boolean }): Context | null;
  convertToBlob(options: { readonly type: string; readonly quality: number }): Promise<Blob>;
}

interface Pixels {
  readonly data: Uint8ClampedArray;
}

export interface Context {
  fillStyle: string;
  font: string;
  textAlign: 'start' | 'end';
  imageSmoothingQuality: 'low' | 'medium' | 'high';
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  beginPath(): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  drawImage(image: Drawable, x: number, y: number, width?: number, height?: number): void;
  createImageData(width: number, height: number): Pixels;
  getImageData(x: number, y: number, width: number, height: number): Pixels;
  putImageData(pixels: Pixels, x: number, y: number): void;
}

declare const OffscreenCanvas: new (width: number, height: number) => Canvas;

export const canvasOf = ([height, width]: Size): Canvas => new OffscreenCanvas(width, height);

export const contextOf = (canvas: Canvas): Context => canvas.getContext('2d', { willReadFrequently: true })!;
