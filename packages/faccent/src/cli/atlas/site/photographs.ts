import path from 'node:path';
import { type RunRequest, imageToBytes, readPhotograph } from 'faccent';
import { writeWhole } from '../../../platform/node/atomic.js';
import { isThere } from './data.js';
import { canvasFile } from './entry.js';

/** A photograph on its canvas, as a file of the site; not there where its own file is gone or another by now. */
export async function putPhotograph(site: string, request: RunRequest): Promise<boolean> {
  const file = canvasFile(request);
  if (await isThere(site, file)) return true;
  const { path: named, sha256, background } = request.photo!;
  try {
    const { size } = request.settings;
    const photograph = await readPhotograph(named, { size, background });
    if (photograph.sha256 !== sha256) return false;
    const { default: sharp } = await import('sharp');
    const [height, width] = size;
    const pixels = imageToBytes(photograph, new Float32Array(height * width).fill(1));
    // it is compared with results, and accentuated: nothing may be lost
    const bytes = await sharp(Buffer.from(pixels), { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .webp({ lossless: true })
      .toBuffer();
    await writeWhole(path.join(site, file), bytes, { synced: false });
    return true;
  } catch {
    return false;
  }
}
