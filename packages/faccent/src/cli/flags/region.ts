import path from 'node:path';
import { FaccentError, type Photograph, type Region, boxMask, readMask } from 'faccent';

/** The flags that say where a picture may change. */
export interface RegionFlags {
  readonly mask?: string;
  readonly box?: readonly [number, number, number, number];
}

/**
 * Where the picture may change, read and checked.
 * @throws FaccentError where the mask cannot be used with this photograph, or the box is not within the canvas
 */
export async function regionOf(
  { mask, box }: RegionFlags,
  photo: Pick<Photograph, 'size' | 'original' | 'path'>,
): Promise<{ readonly region: Region; readonly values: Float32Array } | undefined> {
  if (mask !== undefined && box !== undefined)
    throw new FaccentError('--mask and --box both say where the picture may change: give one of them');
  if (box) return { region: { box }, values: boxMask(box, photo.size) };
  if (mask === undefined) return undefined;
  const { values, sha256 } = await readMask(mask, photo);
  return { region: { path: path.resolve(mask), sha256: sha256! }, values };
}
