// An explanation's page shows all that it says, side by side, and takes text for nothing but text.
/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExplanationJson } from 'faccent';
import { type Browser, type Page, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explanationPage } from '../../packages/faccent/src/report/explanation-page.js';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';

const HOSTILE = `</style></h1><img src=x onerror="document.title='broken into'"><script>document.title='broken into'</script>`;
const LONG = 'a class with a name that takes several lines in the heading of its card';

const carriers = [0, 1].map((unit) => ({
  ...{ feature: `${HOSTILE}:${unit}`, photograph: -1, accentuated: 2, where: `channel-${unit}-where.png` },
}));
const accentuation = (part: 'predicted' | 'actual' | 'contrast', name: string) => ({
  ...{ part, name, activation: { before: 1, after: 2 }, recipe: `recipe-${part}.json` },
  probabilities: { predicted: 0.25, actual: 0.5 },
  carriers: { channels: carriers, others: { photograph: 3, accentuated: -4 } },
});
const numbers: ExplanationJson = {
  ...{ photo: `/folder/${HOSTILE}`, predicted: HOSTILE, actual: LONG },
  model: [{ what: 'labels', value: `2, "${HOSTILE}" to "${LONG}"`, from: HOSTILE }],
  said: [{ unit: 0, label: HOSTILE, logit: 1, probability: 0.75 }],
  accentuations: [
    accentuation('predicted', 'short'),
    accentuation('actual', LONG),
    accentuation('contrast', HOSTILE),
  ],
  layer: HOSTILE,
  channels: carriers.map(({ feature, where }) => ({
    ...{ feature, activation: { before: 1, after: 2 }, picture: 'channel.png', where, recipe: 'recipe.json' },
  })),
};

const executable = findChromium();

describe.skipIf(!executable)('an explanation, opened as a file', () => {
  let folder: string;
  let browser: Browser;
  const trouble: string[] = [];
  const requests: string[] = [];

  async function open(width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(path.join(folder, 'explanation.html')).href);
    return page;
  }

  /** Where the elements that a selector finds lie. */
  const places = async (page: Page, selector: string): Promise<Place[]> => {
    const boxes = await Promise.all((await page.locator(selector).all()).map((found) => found.boundingBox()));
    return boxes.map((box) => ({ x: box!.x, y: box!.y }));
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faccent-explanation-'));
    const pixels = sharp({ create: { width: 32, height: 32, channels: 3, background: 'grey' } });
    const url = `data:image/png;base64,${(await pixels.png().toBuffer()).toString('base64')}`;
    const carrier = { channel: url, photograph: url, accentuated: url };
    const pictures = { accentuated: url, where: url, carriers: [carrier, carrier] };
    await writeFile(
      path.join(folder, 'explanation.html'),
      await explanationPage(numbers, url, [pictures, pictures, pictures]),
    );
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test('shows every picture, shows what is hostile as text and fetches nothing', async () => {
    const page = await open(1280);
    expect(await page.title()).toBe(`${HOSTILE} or ${LONG}: ${path.basename(numbers.photo)}`);
    expect(await page.locator('h1').textContent()).toBe(`${HOSTILE} or ${LONG}?`);
    const widths = await page
      .locator('img')
      .evaluateAll((all: HTMLImageElement[]) => all.map((image) => image.naturalWidth));
    expect(widths).toEqual(Array(1 + 3 * (2 + 2 * 3)).fill(32));
    expect(await page.locator('.carrier figcaption').first().textContent()).toBe(
      `${HOSTILE}:0 adds −1.00 → +2.00`,
    );
    expect(await page.locator('.carriers .what').first().textContent()).toBe(
      'all other channels together: +3.00 → −4.00',
    );
    expect(await page.locator('.about strong').textContent()).toBe(HOSTILE);
    expect(trouble).toEqual([]);
    expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
  });

  test('has the three accentuations side by side, the same things of each in a row', async () => {
    const page = await open(1280);
    for (const part of ['figure:nth-of-type(1)', 'figure:nth-of-type(2)', 'table:last-of-type']) {
      const [a, b, c] = (await places(page, `.parts .card > ${part}`)) as [Place, Place, Place];
      expect([b.y, c.y]).toEqual([a.y, a.y]);
      expect(b.x).toBeGreaterThan(a.x);
      expect(c.x).toBeGreaterThan(b.x);
    }
  });

  test('has the pictures of a channel beside each other, and those of the parts in a row', async () => {
    const page = await open(1280);
    const [a, b, c] = (await places(page, '.carrier:first-child img')) as [Place, Place, Place];
    expect([b.y, c.y]).toEqual([a.y, a.y]);
    expect(b.x).toBeGreaterThan(a.x);
    expect(c.x).toBeGreaterThan(b.x);
    const firsts = await places(page, '.carrier:first-child img:first-child');
    expect(new Set(firsts.map(({ y }) => y)).size).toBe(1);
  });

  test('has them one below the other on a phone, without scrolling sideways', async () => {
    const page = await open(390);
    const [a, b, c] = (await places(page, '.parts .card')) as [Place, Place, Place];
    expect([b.x, c.x]).toEqual([a.x, a.x]);
    expect(b.y).toBeGreaterThan(a.y);
    expect(c.y).toBeGreaterThan(b.y);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

interface Place {
  readonly x: number;
  readonly y: number;
}
