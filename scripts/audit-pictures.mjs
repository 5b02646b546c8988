// Takes the pictures of an audit's page in docs/audit.md: of a class in a photograph that ships, with crops of all of these
// for natural photographs.
//   npm run docs:audit
//
// made from: packages/faccent/src/audit, packages/faccent/src/report/audit-page.ts, packages/faccent/src/report/style.ts
//
// What was made stays in .cache/audit-pictures, so that it is made once; it takes some minutes.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { FLAGS, findChromium } from '../studies/dist/common/chromium.js';
import { makeCrops } from './crops.mjs';
import { command, newPage, root, take, workFolder } from './looked-at.mjs';

const work = await workFolder('audit-pictures');
const photos = path.join(root, 'examples/photos');

if (!existsSync(path.join(work, 'crops'))) await makeCrops(photos, path.join(work, 'crops'), { count: 60 });
if (!existsSync(path.join(work, 'tabby/audit.html'))) {
  const args = ['audit', 'tabby', path.join(photos, 'chelsea.png'), '--natural', 'crops', '--out', 'tabby'];
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: work, stdio: 'inherit' });
  if (status !== 0) throw new Error(`faccent ${args.join(' ')} ended with ${status}`);
}

const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
try {
  const open = async (options, heading) => {
    const page = await newPage(browser, options);
    await page.goto(pathToFileURL(path.join(work, 'tabby/audit.html')).href);
    if (heading) await page.locator(`#${heading}`).evaluate((found) => found.scrollIntoView());
    return page;
  };
  const wide = { viewport: { width: 1000, height: 1250 }, colorScheme: 'light' };
  await take(await open(wide), 'audit-page', { wait: 300, quality: 86 });
  await take(await open({ ...wide, colorScheme: 'dark' }, 'agreement'), 'audit-checks', {
    ...{ wait: 300, quality: 86 },
  });
} finally {
  await browser.close();
}
