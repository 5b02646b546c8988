import type { Drawing } from '../image/drawing.js';
import type { Size } from '../image/image.js';
import type { Pixels } from '../image/pixels.js';

/** A file's bytes, and their MIME type. */
export interface Encoded {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A picture or a drawing on a sheet, and where its upper left corner lies. */
export interface Layer {
  readonly what: Pixels | Drawing;
  readonly left: number;
  readonly top: number;
}

/** What an animation is made as: browsers make WebP alone. */
export type AnimationFormat = 'webp' | 'gif' | 'mp4';

/** The longest side of an animation's frames, in pixels. */
export const LONGEST_FRAME = 384;

/** How an animation looks, and how long its frames are shown. */
export interface AnimationOptions {
  readonly format: AnimationFormat;
  /** The longest that its sides may be, in pixels. */
  readonly longest: number;
  readonly frameMilliseconds: number;
  /** For how long its first and its last frame are shown. */
  readonly restMilliseconds: number;
}

/** How pictures become files here. */
export interface PictureWriter {
  /** A picture without loss. */
  png(pixels: Pixels): Promise<Uint8Array>;
  /**
   * A picture with loss, made smaller where a side is longer than `longest`.
   * @param quality 1 to 100
   * @returns WebP; JPEG in browsers that write none
   */
  lossy(pixels: Pixels, quality: number, longest: number): Promise<Encoded>;
  /** Layers above each other on white, as PNG. What lies outside of a layer's size is cut off. */
  sheet(size: Size, layers: readonly Layer[]): Promise<Uint8Array>;
  /** @throws FaccentError where no such animation can be made here */
  animation(frames: readonly Pixels[], options: AnimationOptions): Promise<Uint8Array>;
  /** @throws FaccentError as `animation`: to be asked before a run, so that none is made in vain */
  checkAnimation(format: AnimationFormat): Promise<void>;
}

/** How long each frame is shown, in milliseconds. */
export const frameDelays = (count: number, options: AnimationOptions): number[] =>
  Array.from({ length: count }, (_, i) =>
    i === 0 || i === count - 1 ? options.restMilliseconds : options.frameMilliseconds,
  );
