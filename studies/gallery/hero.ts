// Makes the README's picture, docs/pictures/hero.jpg: three shipped photographs accentuated with the network that ships,
// one sheet below the other; and docs/pictures/hero/, the same pictures one by one, for the site's first page.
//
//   npm run study hero
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type OutputInfo } from 'sharp';
import { faccent } from '../common/command.js';
import { shippedPhotograph, writeProjectFile } from '../common/files.js';

const WIDTH = 1200;
/** Of a single picture, in pixels: two for each of the page's on a fine screen. */
const SINGLE = 800;

const RUNS = [
  ['chelsea.png', 'leopard'],
  ['coffee.png', 'pizza'],
  ['nagasaki-boats.jpg', 'pirate'],
] as const;

const work = mkdtempSync(path.join(tmpdir(), 'faccent-hero-'));
try {
  const rows: { data: Buffer; info: OutputInfo }[] = [];
  for (const [photograph, label] of RUNS) {
    const out = path.join(work, photograph);
    faccent(['accentuate', shippedPhotograph(photograph), '--class', label, '--out', out, '--quiet']);
    const pictures = ['seed.png', 'accentuated.png', 'accentuated-alpha.png'].map((name) =>
      path.join(out, name),
    );
    for (const [i, kind] of ['photograph', 'accentuated', 'where'].entries()) {
      const single = await sharp(pictures[i]).resize(SINGLE).webp({ quality: 82 }).toBuffer();
      await writeProjectFile(`docs/pictures/hero/${label}-${kind}.webp`, single);
    }
    const sheet = await sharp(pictures, { join: { across: 3, shim: 12, background: 'white' } })
      .flatten({ background: 'white' })
      .extend({ top: 12, bottom: 12, left: 12, right: 12, background: 'white' })
      .png()
      .toBuffer();
    rows.push(await sharp(sheet).resize(WIDTH).toBuffer({ resolveWithObject: true }));
  }
  let top = 0;
  const layers = rows.map(({ data, info }) => ({
    input: data,
    left: 0,
    top: (top += info.height) - info.height,
  }));
  const picture = sharp({ create: { width: WIDTH, height: top, channels: 3, background: 'white' } })
    .composite(layers)
    .jpeg({ quality: 86, mozjpeg: true });
  await writeProjectFile('docs/pictures/hero.jpg', await picture.toBuffer());
} finally {
  rmSync(work, { recursive: true });
}
