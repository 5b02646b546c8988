/* global document, window, location */
// Takes the pictures of the atlas' site in docs/atlas.md. All of it is made by the commands as they are: exemplars of three
// layers among crops of the photographs that ship, a plan of them, two workers, the site; then a Chromium looks at it.
//   npm run docs:atlas
//
// What was made stays in .cache/atlas-pictures, so that it is made once; it takes some ten minutes.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { FLAGS, findChromium } from '../studies/dist/common/chromium.js';
import { makeCrops } from './crops.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const work = path.join(root, '.cache/atlas-pictures');
const pictures = path.join(root, 'docs/pictures');
const command = path.join(root, 'packages/faccent/bin/faccent.js');

/** Eight units of each of three layers: 281 and on are cats. */
const LAYERS = ['block4b:0-7', 'block5c:0-7', 'logits:281-288'];
const EACH = 4;
const SIDE = 224;

const run = (...args) => {
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: work, stdio: 'inherit' });
  if (status !== 0) throw new Error(`faccent ${args.join(' ')} ended with ${status}`);
};
const worker = () =>
  new Promise((ended, failed) => {
    const args = [command, 'atlas', 'work', 'plan', '--quiet'];
    const started = spawn(process.execPath, args, { cwd: work, stdio: 'inherit' });
    started.on('exit', (status) =>
      status === 0 ? ended() : failed(new Error(`a worker ended with ${status}`)),
    );
  });

mkdirSync(work, { recursive: true });
if (!existsSync(path.join(work, 'crops')))
  await makeCrops(path.join(root, 'examples/photos'), path.join(work, 'crops'), { count: 300 });
run(
  'exemplars',
  'crops',
  '--layers',
  ...LAYERS,
  '--top',
  String(EACH),
  '--size',
  String(SIDE),
  '--out',
  'exemplars',
);

const rows = await parquetReadObjects({
  file: await asyncBufferFromFile(path.join(work, 'exemplars/exemplars.parquet')),
});
const byFeature = new Map();
for (const { kind, layer, unit, photograph } of rows) {
  if (kind !== 'top') continue;
  const feature = `${layer}:${unit}`;
  byFeature.set(feature, [...(byFeature.get(feature) ?? []), path.join('crops', photograph)]);
}
for (const [feature, photographs] of byFeature)
  run(
    ...['atlas', 'plan', '--layers', feature, '--photos', ...photographs, '--size', String(SIDE)],
    ...['--steps', '20', '--views', '4', '--out', 'plan', '--quiet'],
  );
await Promise.all([worker(), worker()]);
run('atlas', 'site', 'plan', '--out', 'site');
