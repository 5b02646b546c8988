import { escapeMarkup } from '../formats/markup.js';
import type { Size } from './image.js';

/** A line of text. */
export interface TextMark {
  readonly text: string;
  /** Where it begins, or ends if it is aligned so. */
  readonly x: number;
  /** Of its baseline. */
  readonly y: number;
  /** Height of its letters, in pixels. */
  readonly size: number;
  readonly fill: string;
  readonly align?: 'start' | 'end';
}

/** A filled rectangle. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
}

/** Text and bars among the pictures of a sheet: little enough that a canvas draws it as well as SVG does. */
export interface Drawing {
  readonly size: Size;
  readonly marks: readonly (TextMark | Bar)[];
}

/** What all text is set in. */
export const TYPEFACE = 'system-ui, sans-serif';

/** A drawing as SVG. */
export function drawingSvg({ size: [height, width], marks }: Drawing): string {
  const elements = marks.map((mark) =>
    'text' in mark
      ? `<text x="${mark.x}" y="${mark.y}" font-size="${mark.size}" text-anchor="${mark.align ?? 'start'}" fill="${mark.fill}">${escapeMarkup(mark.text)}</text>`
      : `<rect x="${mark.x}" y="${mark.y}" width="${mark.width}" height="${mark.height}" fill="${mark.fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${TYPEFACE}">${elements.join('')}</svg>`;
}
