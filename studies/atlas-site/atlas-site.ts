// Measures the page of an atlas of 100,000 results in Chromium: how soon its first picture is seen, and how long frames take
// while one scrolls through a layer of 60,000; writes the numbers into docs/atlas.md.
//
//   npm run study atlas-site
//
// measures the machine
//
// Chromium is the first on PATH, or CHROMIUM_PATH. Times say something only where nothing else runs.
/// <reference lib="dom" />
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { type Browser, chromium } from 'playwright-core';
import sirv from 'sirv';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FLAGS, HOW_TO_INSTALL, findChromium } from '../common/chromium.js';
import { table } from '../common/markdown.js';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import { writeSynthetic } from './synthetic.js';

const VISITS = 7;
/** When the first picture is seen at the latest, and how long a frame takes at most but for one in twenty, in milliseconds. */
const LIMITS = { picture: 1000, frame: 34 };

const middle = (values: readonly number[], part = 0.5): number =>
  values.toSorted((a, b) => a - b)[Math.floor(part * (values.length - 1))]!;

/** Milliseconds from the beginning of a visit, with nothing kept, until a picture is on the screen. */
async function firstPicture(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await page.evaluate(async () => {
      const sheet = (): string | undefined =>
        performance.getEntriesByType('resource').find(({ name }) => name.includes('/sheets/'))?.name;
      while (!sheet()) await new Promise(requestAnimationFrame);
      const image = new Image();
      image.src = sheet()!;
      await image.decode();
      // what is decoded is on the screen with the frame after next
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      return performance.now();
    });
  } finally {
    await context.close();
  }
}

/** Frames' times while the large layer is scrolled, in milliseconds. */
async function frameTimes(browser: Browser, url: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${url}#/layer/large`);
  await page.locator('a[data-cell]').first().waitFor();
  await page.waitForTimeout(1000);
  const times = await page.evaluate(async () => {
    const times: number[] = [];
    let before = await new Promise<number>(requestAnimationFrame);
    for (let frame = 0; frame < 600; frame++) {
      scrollBy(0, 40);
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - before);
      before = now;
    }
    return times;
  });
  await page.close();
  return times;
}

/** Milliseconds from a jump to anywhere in the large layer until all that is seen there is there. */
async function jumps(browser: Browser, url: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${url}#/layer/large`);
  await page.locator('a[data-cell]').first().waitFor();
  const times: number[] = [];
  for (let i = 1; i <= 12; i++)
    times.push(
      await page.evaluate(
        async (part) => {
          const began = performance.now();
          scrollTo(0, part * document.documentElement.scrollHeight);
          const isThere = (): boolean => {
            const cells = [...document.querySelectorAll<HTMLElement>('.cell')].filter((cell) => {
              const { top, bottom } = cell.getBoundingClientRect();
              return bottom > 0 && top < innerHeight;
            });
            const loaded = new Set(performance.getEntriesByType('resource').map(({ name }) => name));
            return (
              cells.length > 0 &&
              cells.every((cell) => {
                const [, file] =
                  /url\("(.*?)"\)/.exec(cell.querySelector('span')?.getAttribute('style') ?? '') ?? [];
                return file !== undefined && loaded.has(new URL(file, document.baseURI).href);
              })
            );
          };
          for (let frame = 0; frame < 2;) {
            await new Promise(requestAnimationFrame);
            if (isThere()) frame++;
          }
          return performance.now() - began;
        },
        (i * 0.618) % 1,
      ),
    );
  await page.close();
  return times;
}

const executablePath = findChromium();
if (!executablePath) throw new FaccentError(HOW_TO_INSTALL);
const site = mkdtempSync(path.join(tmpdir(), 'faccent-atlas-site-'));
const results = await writeSynthetic(site);
const files = sirv(site, { dev: true });
const server = createServer((request, response) => files(request, response));
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const browser = await chromium.launch({ executablePath, args: FLAGS });

const visits = async (hash: string): Promise<number[]> => {
  const times: number[] = [];
  for (let i = 0; i < VISITS; i++) times.push(await firstPicture(browser, url + hash));
  console.error(`${hash || '#/'}: ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
  return times;
};
const [home, layer] = [await visits(''), await visits('#/layer/large')];
const frames = await frameTimes(browser, url);
const jumped = await jumps(browser, url);
const version = browser.version();
await browser.close();
server.closeAllConnections();
server.close();
rmSync(site, { recursive: true });

const row = (what: string, times: readonly number[]): string[] => [
  what,
  ...[0.5, 0.95, 1].map((part) => `${middle(times, part).toFixed(0)} ms`),
];
const text = `${table(
  [`${results.toLocaleString('en')} results`, 'median', '95 %', 'longest'],
  [
    row('first page, nothing kept: its first picture', home),
    row('a layer of 60,000, nothing kept: its first picture', layer),
    row('a frame while that layer is scrolled, 40 pixels a frame', frames),
    row('a jump to anywhere in it, until all pictures are there', jumped),
  ],
)}

(Chromium ${version}, ${cpus().length} × ${cpus()[0]!.model.trim()}, 1280 × 900, the host on the same machine.)`;
console.log(text);

const PAGE = 'docs/atlas.md';
const PART = /<!-- atlas-site -->\n[^]*?<!-- end -->/;
const page = readFileSync(path.join(root, PAGE), 'utf8');
if (!PART.test(page)) throw new Error(`${PAGE} has no part <!-- atlas-site -->`);
await writePage(
  PAGE,
  page.replace(PART, () => `<!-- atlas-site -->\n\n${text}\n\n<!-- end -->`),
);
const holds = middle(home) < LIMITS.picture && middle(frames, 0.95) < LIMITS.frame;
process.exitCode = holds ? 0 : 1;
