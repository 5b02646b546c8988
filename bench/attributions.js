// Makes docs/pictures/attributions.jpg: every attribution map of a class beside its accentuation.
//
//   node bench/attributions.js
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';

const root = path.resolve(import.meta.dirname, '..');
const work = mkdtempSync(path.join(tmpdir(), 'faccent-attributions-'));
const [run, maps] = [path.join(work, 'run'), path.join(work, 'maps')];

/** Runs a command on the boats. */
function faccent(command, ...args) {
  const photo = path.join(root, 'examples/photos/nagasaki-boats.jpg');
  execFileSync(process.execPath, [
    path.join(root, 'packages/faccent/bin/faccent.js'),
    ...[command, photo, ...args, '--quiet'],
  ]);
}

try {
  faccent('accentuate', '--class', 'ketch', '--size', '320', '--crops', '8', '--out', run);
  faccent('attribute', '--accentuation', run, '--method', 'all', '--out', maps);
  await sharp(path.join(maps, 'sheet.png'))
    .resize(1200)
    .jpeg({ quality: 74, mozjpeg: true })
    .toFile(path.join(root, 'docs/pictures/attributions.jpg'));
} finally {
  rmSync(work, { recursive: true });
}
