// Takes the pictures of the atlas' site in docs/atlas.md. All of it is made by the commands as they are: exemplars of three
// layers among crops of the photographs that ship, a plan of them, two workers, the site; then a Chromium looks at it.
//   npm run docs:atlas
//
// What was made stays in .cache/atlas-pictures, so that it is made once; it takes some ten minutes.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

run(
  ...['atlas', 'plan', '--layers', ...LAYERS, '--exemplars', 'exemplars', '--top', String(EACH)],
  ...['--size', String(SIDE), '--steps', '20', '--views', '4', '--out', 'plan'],
);
await Promise.all([worker(), worker()]);
run('atlas', 'site', 'plan', '--exemplars', 'exemplars', '--out', 'site');

const server = spawn(
  process.execPath,
  [
    ...[
      command,
      'atlas',
      'site',
      'plan',
      '--exemplars',
      'exemplars',
      '--out',
      'site',
      '--serve',
      '--port',
      '0',
    ],
  ],
  { cwd: work },
);
const url = await new Promise((found, failed) => {
  let said = '';
  server.stdout.on('data', (text) => {
    said += text;
    const [address] = /http:\/\/[\d.:]+\//.exec(said) ?? [];
    if (address) found(address);
  });
  server.on('exit', () => failed(new Error(`the atlas was not served: ${said}`)));
});
const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });

const open = async (hash, options) => {
  const page = await (await browser.newContext({ deviceScaleFactor: 1.5, ...options })).newPage();
  await page.goto(url + hash);
  return page;
};
const take = async (page, name) => {
  // sheets and curves have to come
  await page.waitForTimeout(2000);
  const file = path.join(pictures, `atlas-${name}.webp`);
  await sharp(await page.screenshot())
    .webp({ quality: 86 })
    .toFile(file);
  console.log(path.relative(root, file));
};
const WIDE = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' };

try {
  const page = await open('', WIDE);
  await page.getByRole('heading', { name: 'logits' }).waitFor();
  await take(page, 'home');
  await page.getByRole('link', { name: 'block5c', exact: true }).click();
  await page.locator('a[data-cell]').first().waitFor();
  await take(page, 'layer');

  const dark = await open('#/logits:288', { ...WIDE, colorScheme: 'dark' });
  await dark.locator('a[data-cell]').first().click();
  await dark.getByTestId('step').waitFor();
  await take(dark, 'result');

  const phone = await open('#/layer/block4b', {
    ...{ viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true },
  });
  await phone.locator('a[data-cell]').first().waitFor();
  await take(phone, 'phone');
} finally {
  await browser.close();
  server.kill();
}
