// What scripts that take pictures of pages share: a command that serves a page, a Chromium that looks at it, a picture.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { canary } from '../studies/dist/common/canary.js';
import { FLAGS, findChromium } from '../studies/dist/common/chromium.js';
import { changes, madeFrom } from '../studies/dist/common/made-from.js';
import { recordMade } from '../studies/dist/common/made.js';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
export const command = path.join(root, 'packages/faccent/bin/faccent.js');
const pictures = path.join(root, 'docs/pictures');

/**
 * The folder where a script keeps what takes long: emptied where what the script makes things from has changed since.
 * @param name of the script
 */
export async function workFolder(name) {
  const folder = path.join(root, '.cache', name);
  const file = path.join(folder, 'made-from.json');
  const now = madeFrom(`scripts/${name}.mjs`, root, await canary());
  const isCurrent = existsSync(file) && !changes(JSON.parse(readFileSync(file, 'utf8')), now).length;
  if (!isCurrent) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (!isCurrent) writeFileSync(file, JSON.stringify(now));
  return folder;
}

/**
 * Serves a page by a command, looks at it, and ends both.
 * @param args of faccent, which serves
 * @param options of the process
 * @param look what is done with the page's address and the browser
 */
export async function lookAt(args, options, look) {
  const server = spawn(process.execPath, [command, ...args, '--port', '0'], options);
  const url = await new Promise((found, failed) => {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
      const [address] = /http:\/\/[\d.:]+\//.exec(said) ?? [];
      if (address) found(address);
    });
    server.on('exit', () => failed(new Error(`faccent ${args.join(' ')} served nothing: ${said}`)));
  });
  await withBrowser((browser) => look(url, browser)).finally(() => server.kill());
}

/** Looks with a Chromium, and ends it. */
export async function withBrowser(look) {
  const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  try {
    await look(browser);
  } finally {
    await browser.close();
  }
}

/** A page of a browser's own, as sharp screens show it. */
export const newPage = async (browser, options) =>
  (await browser.newContext({ deviceScaleFactor: 1.5, ...options })).newPage();

/** Takes a picture of a page for the docs. @param wait milliseconds until all of it has come to rest */
export async function take(page, name, { wait, quality }) {
  await page.waitForTimeout(wait);
  const file = path.join(pictures, `${name}.webp`);
  await sharp(await page.screenshot())
    .webp({ quality })
    .toFile(file);
  await recordMade([`docs/pictures/${name}.webp`]);
  console.log(path.relative(root, file));
}
