// Takes the pictures of docs/atlas.md's map: an activation atlas of crops of the photographs that ship, in a Chromium.
//   npm run docs:atlas-map
//
// made from: studio/atlas, studio/src/atlas, studio/src/style.css
//
// What was made stays in .cache/atlas-map-pictures, so that it is made once; it takes some ten minutes.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { makeCrops } from './crops.mjs';
import { command, lookAt, newPage, root, take, workFolder } from './looked-at.mjs';

const work = await workFolder('atlas-map-pictures');
const [crops, plan, site] = ['crops', 'plan', 'site'].map((name) => path.join(work, name));
const faccent = (...args) => execFileSync(process.execPath, [command, ...args], { stdio: 'inherit' });

if (!existsSync(crops)) await makeCrops(path.join(root, 'examples/photos'), crops, { count: 1000 });
faccent('atlas', 'map', crops, '--layer', 'block6a', '--grid', '7,14', '--out', plan);
faccent('atlas', 'work', plan);
faccent('atlas', 'site', plan, '--out', site);

await lookAt(['atlas', 'site', plan, '--out', site, '--serve'], {}, async (url, browser) => {
  const page = await newPage(browser, { viewport: { width: 1280, height: 960 } });
  await page.goto(`${url}#/map/block6a`);
  const stage = page.getByTestId('map');
  await stage.waitFor();
  await stage.focus();
  // the first cell
  await page.keyboard.press('ArrowRight');
  await page.getByRole('region', { name: 'Cell' }).waitFor();
  // sheets come one by one
  await take(page, 'atlas-map', { wait: 3000, quality: 88 });
});
