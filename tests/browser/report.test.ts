// A report shows its run, works without anything else, and takes text for nothing but text.
/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { opacityMap, reportPage } from 'faccent';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import { HOSTILE, plain, recipe, result, size } from './page/made-up.js';

const WIDTH = size[1];

const executable = findChromium();

describe.skipIf(!executable)('a report, opened as a file', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const trouble: string[] = [];
  const requests: string[] = [];

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const opened = await browser.newPage(options);
    // advice on reading pixels often, which only these tests do
    opened.on('console', (message) => message.text().startsWith('Canvas2D') || trouble.push(message.text()));
    opened.on('pageerror', (error) => trouble.push(String(error)));
    opened.on('request', (request) => requests.push(request.url()));
    await opened.goto(pathToFileURL(path.join(folder, 'report.html')).href);
    await opened.locator('#viewer[data-ready]').waitFor();
    return opened;
  }

  /** A pixel (RGBA) of a canvas. */
  const pixel = (id: string, x: number, y = 50): Promise<number[]> =>
    page.evaluate(
      ([i, px, py]) => {
        const context = document.querySelector<HTMLCanvasElement>(`#${i}`)!.getContext('2d')!;
        return [...context.getImageData(px, py, 1, 1).data];
      },
      [id, x, y] as const,
    );
  const grey = async (x: number): Promise<number> => (await pixel('accentuation', x))[0]! / 255;
  const choose = (value: string): Promise<void> =>
    page.locator(`input[value=${value}]`).check({ force: true });
  const slide = (id: string, value: number): Promise<void> => page.locator(`#${id}`).fill(String(value));

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faccent-report-'));
    const html = await reportPage(recipe, plain(0.1), result, { seconds: 5 });
    await writeFile(path.join(folder, 'report.html'), html);
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
    page = await open();
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test('shows the photograph and the accentuation', async () => {
    expect((await pixel('photo', 10))[0]! / 255).toBeCloseTo(0.1, 1);
    expect(await grey(10)).toBeCloseTo(0.9, 1);
    expect(await page.locator('#step-value').textContent()).toBe(
      'after all 10 steps · last activation 0.900 · distance 0.090',
    );
  });

  test('the step slider shows a snapshot, and marks its place on the curve', async () => {
    const mark = page.locator('.now').first();
    const before = Number(await mark.getAttribute('x1'));
    await slide('step', 2);
    expect(await grey(10)).toBeCloseTo(0.1 + 4 / 20, 1);
    expect(await page.locator('#step-value').textContent()).toContain(
      'before step 4 of 10 · activation 0.400',
    );
    expect(Number(await mark.getAttribute('x1'))).toBeLessThan(before);
    await slide('step', 5);
  });

  test('the curve picks a step', async () => {
    const chart = page.locator('.curve svg').first();
    const box = (await chart.boundingBox())!;
    await chart.click({ position: { x: (box.width * 64) / 720, y: 60 } });
    expect(await page.locator('#step').inputValue()).toBe('0');
    await slide('step', 5);
  });

  test('the percentile slider blends as the library does', async () => {
    await choose('paper');
    for (const percentile of [5, 20, 60]) {
      await slide('percentile', percentile);
      const map = opacityMap(result.opacity, size, { percentile });
      for (const x of [0, 30, 60, 90, 127])
        expect((await pixel('accentuation', x))[3]! / 255).toBeCloseTo(map[50 * WIDTH + x]!, 1);
    }
    await choose('photo');
    await slide('percentile', 10);
    expect(await grey(0)).toBeCloseTo(0.1, 1);
    expect(await grey(127)).toBeCloseTo(0.9, 1);
    await choose('off');
  });

  test('laid over each other, an edge parts them', async () => {
    await choose('over');
    await slide('wipe', 75);
    expect(await grey(80)).toBeCloseTo(0.1, 1);
    expect(await grey(110)).toBeCloseTo(0.9, 1);
    expect(await page.locator('#photo').isVisible()).toBe(false);
    await choose('side');
  });

  test('both panes zoom and pan together', async () => {
    const transforms = (): Promise<string[]> =>
      page.evaluate(() => [...document.querySelectorAll('canvas')].map((c) => getComputedStyle(c).transform));
    await page.locator('[data-key="+"]').click();
    await page.locator('.pane').first().press('+');
    const [zoomed, other] = await transforms();
    expect(zoomed).toMatch(/^matrix\(2\.25, 0, 0, 2\.25,/);
    expect(other).toBe(zoomed);
    await page.locator('.pane').last().press('ArrowLeft');
    const panned = await transforms();
    expect(panned[0]).not.toBe(zoomed);
    expect(panned[1]).toBe(panned[0]);
    await page.locator('.pane').first().hover();
    await page.mouse.down();
    await page.mouse.move(5, 5);
    await page.mouse.up();
    expect((await transforms())[0]).not.toBe(panned[0]);
    await page.locator('#zoom-reset').click();
    expect((await transforms())[0]).toBe('matrix(1, 0, 0, 1, 0, 0)');
  });

  test('plays', async () => {
    await slide('step', 5);
    await page.locator('#play').click();
    expect(await page.locator('#play').textContent()).toBe('Pause');
    await page.waitForFunction(() => document.querySelector('#play')!.textContent === 'Play');
    expect(await page.locator('#step').inputValue()).toBe('5');
  });

  test('text stays text, however hostile', async () => {
    expect(await page.locator('h1').textContent()).toBe(HOSTILE);
    expect(await page.title()).toBe(`${HOSTILE} in photo.jpg`);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.curve').first().textContent()).toContain(`distance at ${HOSTILE}`);
    expect(JSON.parse((await page.locator('pre').textContent())!)).toEqual(
      JSON.parse(JSON.stringify(recipe)),
    );
  });

  test('fits a phone', async () => {
    const phone = await open({ viewport: { width: 360, height: 740 } });
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await phone.locator('.curve svg:visible').count()).toBe(1);
  });

  test('asks for nothing and complains of nothing', () => {
    expect(trouble).toEqual([]);
    const fetched = new Set(requests.filter((url) => !url.startsWith('data:')));
    expect([...fetched]).toEqual([pathToFileURL(path.join(folder, 'report.html')).href]);
  });
});
