import path from 'node:path';
import type { Photograph } from 'faccent';
import { noteOnce } from './note.js';

/** Says on what a photograph is seen that is transparent, where nobody said on what. @param stated `--background` */
export function noteBackground(
  { transparent, background, path: file }: Photograph,
  stated: string | undefined,
): void {
  if (transparent && stated === undefined)
    noteOnce(
      `"${path.relative('', file!)}" is transparent in places: it is seen on ${background} (or on what --background says)`,
    );
}
