import type { Sharp } from 'sharp';

/** The qualities that are tried, and the largest file that is small enough to ship, in bytes. */
export interface JpegLimits {
  readonly best: number;
  readonly worst: number;
  readonly by: number;
  readonly bytes: number;
}

/** A picture as JPEG, as good as its size allows. */
export async function jpeg(picture: Sharp, { best, worst, by, bytes: most }: JpegLimits): Promise<Buffer> {
  for (let quality = best; ; quality -= by) {
    const bytes = await picture.clone().jpeg({ quality, mozjpeg: true }).toBuffer();
    if (bytes.length <= most || quality - by < worst) return bytes;
  }
}
