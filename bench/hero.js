// Makes the README's picture: three shipped photographs accentuated with SqueezeNet 1.1, one sheet below the other.
//
//   node bench/hero.js SQUEEZENET_FOLDER
//
// The folder holds model.onnx, model.json and labels.txt of SqueezeNet 1.1 (Iandola et al. 2016), which we do not ship.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';

const [model] = process.argv.slice(2);
if (!model) throw new Error('usage: node bench/hero.js SQUEEZENET_FOLDER');
const root = path.resolve(import.meta.dirname, '..');
const work = mkdtempSync(path.join(tmpdir(), 'faccent-hero-'));
const WIDTH = 1200;

// peacock, dragonfly, pirate ship
const runs = [
  ['allium-oreophilum', '84'],
  ['airplane-from-above', '319'],
  ['nagasaki-boats', '724'],
];
const rows = [];
for (const [photo, unit] of runs) {
  const out = path.join(work, photo);
  const settings = [
    '--class',
    unit,
    '--model',
    model,
    '--size',
    '400',
    '--steps',
    '80',
    '--crops',
    '8',
    '--quiet',
  ];
  const command = [path.join(root, 'packages/faccent/bin/faccent.js'), 'accentuate'];
  execFileSync(process.execPath, [
    ...command,
    path.join(root, `examples/photos/${photo}.jpg`),
    ...settings,
    '--out',
    out,
  ]);
  const pictures = ['seed.png', 'accentuated.png', 'accentuated-alpha.png'].map((name) =>
    path.join(out, name),
  );
  const sheet = await sharp(pictures, { join: { across: 3, shim: 12, background: 'white' } })
    .flatten({ background: 'white' })
    .extend({ top: 12, bottom: 12, left: 12, right: 12, background: 'white' })
    .png()
    .toBuffer();
  rows.push(await sharp(sheet).resize(WIDTH).toBuffer({ resolveWithObject: true }));
}
mkdirSync(path.join(root, 'docs/pictures'), { recursive: true });
let top = 0;
const layers = rows.map(({ data, info }) => ({
  input: data,
  left: 0,
  top: (top += info.height) - info.height,
}));
await sharp({ create: { width: WIDTH, height: top, channels: 3, background: 'white' } })
  .composite(layers)
  .jpeg({ quality: 86, mozjpeg: true })
  .toFile(path.join(root, 'docs/pictures/hero.jpg'));
rmSync(work, { recursive: true });
