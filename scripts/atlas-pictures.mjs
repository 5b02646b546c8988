// Takes the pictures of the atlas' site in docs/atlas.md. All of it is made by the commands as they are: exemplars of three
// layers among crops of the photographs that ship, a plan of them, two workers, the site; then a Chromium looks at it.
//   npm run docs:atlas
//
// made from: studio/atlas, studio/src/atlas, studio/src/style.css
//
// What was made stays in .cache/atlas-pictures, so that it is made once; it takes some ten minutes.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { makeCrops } from './crops.mjs';
import { command, lookAt, newPage, root, take, workFolder } from './looked-at.mjs';

const work = await workFolder('atlas-pictures');

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

if (!existsSync(path.join(work, 'crops')))
  await makeCrops(path.join(root, 'examples/photos'), path.join(work, 'crops'), { count: 300 });
run(
  ...['exemplars', 'crops', '--layers', ...LAYERS, '--top', String(EACH)],
  ...['--size', String(SIDE), '--out', 'exemplars'],
);
run(
  ...['atlas', 'plan', '--layers', ...LAYERS, '--exemplars', 'exemplars', '--top', String(EACH)],
  ...['--size', String(SIDE), '--steps', '20', '--views', '4', '--out', 'plan'],
);
await Promise.all([worker(), worker()]);
const site = ['atlas', 'site', 'plan', '--exemplars', 'exemplars', '--out', 'site'];
run(...site);

const WIDE = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
// sheets and curves have to come
const picture = (page, name) => take(page, `atlas-${name}`, { wait: 2000, quality: 86 });

await lookAt([...site, '--serve'], { cwd: work }, async (url, browser) => {
  const open = async (hash, options) => {
    const page = await newPage(browser, options);
    await page.goto(url + hash);
    return page;
  };
  const page = await open('', WIDE);
  await page.getByRole('heading', { name: 'logits' }).waitFor();
  await picture(page, 'home');
  await page.getByRole('link', { name: 'block5c', exact: true }).click();
  await page.locator('a[data-cell]').first().waitFor();
  await picture(page, 'layer');

  const dark = await open('#/logits:288', { ...WIDE, colorScheme: 'dark' });
  await dark.locator('a[data-cell]').first().click();
  await dark.getByTestId('step').waitFor();
  await picture(dark, 'result');

  const phone = await open('#/layer/block4b', {
    ...{ viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true },
  });
  await phone.locator('a[data-cell]').first().waitFor();
  await picture(phone, 'phone');
});
