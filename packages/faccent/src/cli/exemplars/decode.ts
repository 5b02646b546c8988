import { availableParallelism } from 'node:os';
import { FaccentError, type Model, type Photograph, type Size, readPhotograph } from 'faccent';
import { planesOf } from '../../image/image.js';

/** Photographs that are being decoded while the network sees one. */
export const decodedAhead = (): number => 2 * availableParallelism() + 2;

/** A photograph that was read, or why it was not. */
export type Decoded = { readonly photo: Photograph } | { readonly photo?: undefined; readonly error: string };

/** Reads a photograph for a network. @param on the canvas, and what is behind what is transparent */
export async function decode(
  model: Model,
  file: string,
  on: { readonly size: Size; readonly background?: string },
): Promise<Decoded> {
  try {
    const photo = await readPhotograph(file, on);
    model.checkPlanes(planesOf(photo));
    return { photo };
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    return { error: error.message };
  }
}
