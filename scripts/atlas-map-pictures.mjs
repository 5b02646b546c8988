// Takes the pictures of docs/atlas.md's map: an activation atlas of crops of the photographs that ship, in a Chromium.
//   npm run docs:atlas-map
//
// What was made stays in .cache/atlas-map, so that it is made once; it takes some ten minutes.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { FLAGS, findChromium } from '../studies/dist/common/chromium.js';
import { makeCrops } from './crops.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const work = path.join(root, '.cache/atlas-map');
const [crops, plan, site] = ['crops', 'plan', 'site'].map((name) => path.join(work, name));
const bin = path.join(root, 'packages/faccent/bin/faccent.js');
const faccent = (...args) => execFileSync(process.execPath, [bin, ...args], { stdio: 'inherit' });

if (!existsSync(crops)) await makeCrops(path.join(root, 'examples/photos'), crops, { count: 1000 });
faccent('atlas', 'map', crops, '--layer', 'block6a', '--grid', '7,14', '--out', plan);
faccent('atlas', 'work', plan);
faccent('atlas', 'site', plan, '--out', site);

const server = spawn(process.execPath, [bin, 'atlas', 'site', plan, '--out', site, '--serve', '--port', '0']);
const url = await new Promise((found, failed) => {
  let said = '';
  server.stdout.on('data', (text) => {
    said += text;
    const [address] = /http:\/\/[\d.:]+\//.exec(said) ?? [];
    if (address) found(address);
  });
  server.on('exit', () => failed(new Error(`the site was not served: ${said}`)));
});
const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 960 },
    deviceScaleFactor: 1.5,
  });
  const page = await context.newPage();
  await page.goto(`${url}#/map/block6a`);
  const stage = page.getByTestId('map');
  await stage.waitFor();
  await stage.focus();
  // the first cell
  await page.keyboard.press('ArrowRight');
  await page.getByRole('region', { name: 'Cell' }).waitFor();
  // sheets come one by one
  await page.waitForTimeout(3000);
  await sharp(await page.screenshot())
    .webp({ quality: 88 })
    .toFile(path.join(root, 'docs/pictures/atlas-map.webp'));
  console.log('docs/pictures/atlas-map.webp');
} finally {
  await browser.close();
  server.kill();
}
