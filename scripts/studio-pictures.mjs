/* global document, window */
// Takes the pictures of docs/studio.md: the built studio in a Chromium, wide, dark and on a phone, with the runs that it does.
//   npm run docs:studio
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { FLAGS, findChromium } from '../studies/dist/common/chromium.js';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const pictures = path.join(root, 'docs/pictures');

const server = spawn(process.execPath, [
  path.join(root, 'packages/faccent/bin/faccent.js'),
  ...['studio', '--no-open', '--port', '0'],
]);
const url = await new Promise((found, failed) => {
  let said = '';
  server.stdout.on('data', (text) => {
    said += text;
    const [address] = /http:\/\/[\d.:]+\//.exec(said) ?? [];
    if (address) found(address);
  });
  server.on('exit', () => failed(new Error(`the studio was not served: ${said}`)));
});

const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
const ends = (page) =>
  page.waitForFunction(
    () => /steps in/.test(document.querySelector('[data-testid=progress]')?.textContent ?? ''),
    null,
    { timeout: 300_000 },
  );
const take = async (page, name) => {
  await page.evaluate(() => window.scrollTo(0, 0));
  // what fades in when a run ends has to rest
  await page.waitForTimeout(4000);
  await sharp(await page.screenshot())
    .webp({ quality: 88 })
    .toFile(path.join(pictures, `studio-${name}.webp`));
  console.log(`docs/pictures/studio-${name}.webp`);
};
const open = async (options) => {
  const page = await (await browser.newContext({ deviceScaleFactor: 1.5, ...options })).newPage();
  await page.goto(url);
  await ends(page);
  return page;
};

try {
  const page = await open({ viewport: { width: 1280, height: 960 }, colorScheme: 'light' });
  await take(page, 'leopard');
  const stage = await page.locator('.stage').boundingBox();
  await page.mouse.click(stage.x + 0.32 * stage.width, stage.y + 0.36 * stage.height);
  await page.getByRole('region', { name: 'Here' }).getByRole('button').first().waitFor();
  await page.getByRole('region', { name: 'Here' }).getByRole('button').last().hover();
  await take(page, 'here');

  const dark = await open({ viewport: { width: 1280, height: 960 }, colorScheme: 'dark' });
  await dark.getByRole('button', { name: 'coffee', exact: true }).click();
  await dark.getByRole('button', { name: /espresso/ }).waitFor();
  await dark.getByLabel(/^Any of the 1000 classes/).click();
  await dark.keyboard.type('pizza');
  await dark.getByRole('option', { name: 'pizza, pizza pie' }).click();
  await dark.getByRole('button', { name: 'Accentuate: pizza' }).click();
  await ends(dark);
  for (const box of await dark.getByRole('checkbox', { name: 'compare' }).all()) await box.check();
  await dark.getByTestId('step-of-all').waitFor();
  await take(dark, 'beside');

  const phone = await open({
    viewport: { width: 390, height: 844 },
    colorScheme: 'light',
    isMobile: true,
    hasTouch: true,
  });
  await take(phone, 'phone');
} finally {
  await browser.close();
  server.kill();
}
