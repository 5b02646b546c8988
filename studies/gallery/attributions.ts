// Makes docs/pictures/attributions.jpg, which docs/attributions.md shows: every attribution map of a class beside its
// accentuation.
//
//   npm run study attributions
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { faccent } from '../common/command.js';
import { shippedPhotograph, writeProjectFile } from '../common/files.js';

const work = mkdtempSync(path.join(tmpdir(), 'faccent-attributions-'));
const [run, maps] = [path.join(work, 'run'), path.join(work, 'maps')];

/** Runs a command on the cat. */
const onCat = (command: string, ...args: string[]): string =>
  faccent([command, shippedPhotograph('chelsea.png'), ...args, '--quiet']);

try {
  onCat('accentuate', '--class', 'leopard', '--size', '320', '--views', '8', '--out', run);
  onCat('attribute', '--accentuation', run, '--method', 'all', '--out', maps);
  const picture = sharp(path.join(maps, 'sheet.png')).resize(1200).jpeg({ quality: 74, mozjpeg: true });
  await writeProjectFile('docs/pictures/attributions.jpg', await picture.toBuffer());
} finally {
  rmSync(work, { recursive: true });
}
