// An audit's page shows every number where it lies, in any width and colours, and takes text for nothing but text.
/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { AuditJson } from 'faccent';
import { type Browser, type Page, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditPage } from '../../packages/faccent/src/report/audit-page.js';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';

const HOSTILE = `</style></h1><img src=x onerror="document.title='broken into'"><script>document.title='broken into'</script>`;

const line = (value: number | null, values: readonly number[], verdict: 'sound' | 'doubtful') => ({
  ...{ what: `${HOSTILE} a long name of a number`, value, wanted: 'above' as const, verdict },
  reference: { what: HOSTILE, values },
});
const finding = (name: string, verdict: 'sound' | 'doubtful' | 'not measured') => ({
  ...{ name, verdict, title: `${HOSTILE}?`, doubt: HOSTILE, sentence: HOSTILE },
});
const numbers: AuditJson = {
  feature: { name: HOSTILE, layer: 'logits', unit: 1 },
  ...{ photos: [`/folder/${HOSTILE}`], natural: { from: HOSTILE, weak: true }, second: HOSTILE },
  model: [{ what: 'labels', value: HOSTILE, from: HOSTILE }],
  verdicts: { sound: 1, doubtful: 1, 'not measured': 1 },
  checks: [
    {
      ...finding('agreement', 'sound'),
      ...{ lines: [line(1, [0, 0.25, 0.5], 'sound')], details: [line(null, [], 'sound')] },
    },
    { ...finding('alive', 'doubtful'), lines: [line(-1, [0.5], 'doubtful')], details: [] },
    { ...finding('redirect', 'not measured'), lines: [], details: [] },
  ],
  pictures: (['own', 'others', 'randomized'] as const).map((kind, i) => ({
    ...{ file: `${kind}-${i}.png`, kind, feature: HOSTILE, photo: 0, parameterization: HOSTILE },
    ...{ randomSeed: i, activation: { before: 0, after: 1 } },
  })),
};

const executable = findChromium();

describe.skipIf(!executable)("an audit's page, opened as a file", () => {
  let folder: string;
  let browser: Browser;
  const trouble: string[] = [];
  const requests: string[] = [];

  async function open(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(path.join(folder, 'audit.html')).href);
    return page;
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faccent-audit-'));
    const pixels = sharp({ create: { width: 32, height: 32, channels: 3, background: 'grey' } });
    const url = `data:image/png;base64,${(await pixels.png().toBuffer()).toString('base64')}`;
    const page = await auditPage(numbers, { photographs: [url], pictures: [url, url, url] });
    await writeFile(path.join(folder, 'audit.html'), page);
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test('shows what is hostile as text, every picture, and fetches nothing', async () => {
    const page = await open(1280);
    expect(await page.title()).toBe(`Audit of ${HOSTILE}`);
    expect(await page.locator('h1').textContent()).toBe(`Are pictures of ${HOSTILE} to be believed?`);
    const widths = await page
      .locator('img')
      .evaluateAll((all: HTMLImageElement[]) => all.map((image) => image.naturalWidth));
    expect(widths).toEqual([32, 32, 32, 32]);
    expect(await page.locator('header p').textContent()).toContain('1 of 2 checks raise doubts.');
    expect(await page.locator('.contents .verdict').allTextContents()).toEqual([
      ...['sound', 'doubtful', 'not measured'],
    ]);
    expect(trouble).toEqual([]);
    expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
  });

  test.each([1280, 390])('has each number where it lies on its strip, %i pixels wide', async (width) => {
    const page = await open(width);
    const strip = page.locator('#agreement ~ .numbers .strip').first();
    const middle = async (selector: string): Promise<number[]> => {
      const boxes = await Promise.all((await strip.locator(selector).all()).map((one) => one.boundingBox()));
      return boxes.map((box) => box!.x + box!.width / 2);
    };
    const [zero, quarter, half] = (await middle('circle')) as [number, number, number];
    const [one] = (await middle('.value')) as [number];
    expect((quarter - zero) / (half - zero)).toBeCloseTo(0.5, 1);
    expect((half - zero) / (one - zero)).toBeCloseTo(0.5, 1);
    const { width: own } = (await strip.boundingBox())!;
    expect(one - zero).toBeGreaterThan(0.9 * own);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  test('has colours of its own in the dark, another for what is doubtful, and nothing that keeps people out', async () => {
    const stroke = (page: Page, kind: string): Promise<string> =>
      page
        .locator(`.strip.${kind} .value`)
        .first()
        .evaluate((found) => getComputedStyle(found).stroke);
    const [light, dark] = [await open(1280), await open(1280, 'dark')];
    const colours = await Promise.all(
      [light, dark].flatMap((page) => [stroke(page, 'sound'), stroke(page, 'doubtful')]),
    );
    expect(new Set(colours).size).toBe(4);
    for (const page of [light, dark]) {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
    }
  });
});
