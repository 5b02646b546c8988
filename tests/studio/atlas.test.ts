// The page of an atlas in a Chromium, from a path of a host that sends no headers: every route, the sliders, keys, search, what
// is missing made in the page, nothing serious for axe, nothing asked for elsewhere, and little asked for at first.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import { type WatchedPage, watchedPage } from '../watched.js';
import { type MadeSite, STEPS, makeSite } from './atlas-site.js';
import { type Host, host } from './host.js';

const executable = findChromium();

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

describe.skipIf(!executable)('the page of an atlas', () => {
  let browser: Browser;
  let made: MadeSite;
  beforeAll(async () => {
    made = await makeSite();
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await rm(made.work, { recursive: true, force: true });
  });

  /** Opens a route, and closes what it needs after the test. */
  async function open(
    hash = '',
    options: BrowserContextOptions = {},
  ): Promise<WatchedPage & { readonly away: Host }> {
    const away = await host({ at: '/some/path/', folder: made.folder });
    const context = await browser.newContext({ viewport: WIDE, ...options });
    onTestFinished(async () => {
      await context.close();
      away.close();
    });
    const watched = await watchedPage(context);
    await watched.page.goto(away.url + hash);
    return { away, ...watched };
  }

  const cells = (page: Page) => page.locator('a[data-cell]');
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 2 });

  const hashOf = (page: Page): string => new URL(page.url()).hash;

  /** Looks at a result of a feature that is made. */
  async function openResult(page: Page): Promise<void> {
    await page.evaluate(() => (location.hash = '#/conv2:0'));
    await cells(page).first().click();
    await page.getByTestId('result').waitFor();
    await page.getByTestId('step').waitFor();
  }

  const pixels = (page: Page, selector: string): Promise<number[]> =>
    page.locator(selector).evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      return [...(element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data];
    });

  const largest = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

  test('the first page: layers with their numbers; nothing of elsewhere, and at most 60 kB of code', async () => {
    const { page, away, requests, errors } = await open();
    await heading(page, 'conv2').waitFor();
    await page.getByText('10 results of 1 layer in 5 photographs').waitFor();
    await page.getByText('5 are not made yet').waitFor();
    expect(await page.title()).toBe('tiny atlas');
    const code = [...new Set(away.asked)].filter((file) => /(^|\.js|\.css)$/.test(file));
    const sizes = code.map(
      async (file) => gzipSync(await readFile(path.join(made.folder, file || 'index.html'))).length,
    );
    const total = (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
    expect(total, code.join()).toBeLessThanOrEqual(60_000);
    const foreign = requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(away.url));
    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('from layer to feature, result and photograph by what is clicked, and back', async () => {
    const { page, errors } = await open();
    await page.getByRole('link', { name: 'conv2', exact: true }).click();
    await expect.poll(() => cells(page).count()).toBe(15);
    await expect.poll(() => page.getByText('not made yet').count()).toBe(5);
    const shown = await cells(page).first().locator('.picture').getAttribute('style');
    expect(shown).toContain('data/sheets/');
    await page.getByRole('link', { name: 'conv2:1', exact: true }).click();
    await heading(page, 'conv2:1').waitFor();
    await expect.poll(() => cells(page).count()).toBe(5);
    await cells(page).nth(2).click();
    await page.getByTestId('step').waitFor();
    expect(hashOf(page)).toMatch(/^#\/conv2:1\/[0-9a-f]{32}$/);
    await page.getByRole('link', { name: 'photos/chelsea.png', exact: true }).click();
    await heading(page, 'photos/chelsea.png').waitFor();
    await expect.poll(() => cells(page).count()).toBe(3);
    await cells(page).nth(1).click();
    await expect.poll(() => hashOf(page)).toMatch(/^#\/photograph\/[0-9a-f]{64}\/[0-9a-f]{32}$/);
    await page.getByTestId('step').waitFor();
    await page.getByRole('link', { name: 'photographs', exact: true }).click();
    await expect.poll(() => cells(page).count()).toBe(5);
    await page.goBack();
    await page.getByTestId('step').waitFor();
    expect(errors).toEqual([]);
  });

  test('the sliders: the photograph before the first step, what it looked at, and the photograph while c is held', async () => {
    const { page } = await open();
    await openResult(page);
    const photograph = await pixels(page, 'canvas.photo');
    const result = await pixels(page, 'canvas.result');
    expect(largest(photograph, result)).toBeGreaterThan(20);
    const step = page.getByTestId('step');
    expect(await step.getAttribute('max')).toBe(String(STEPS));
    await step.fill('0');
    expect(largest(photograph, await pixels(page, 'canvas.result'))).toBe(0);
    // on the way it is neither
    await step.fill(String(STEPS - 3));
    const between = await pixels(page, 'canvas.result');
    expect(largest(photograph, between)).toBeGreaterThan(10);
    await page.locator('body').press(']');
    expect(await step.inputValue()).toBe(String(STEPS - 2));
    await step.fill(String(STEPS));
    expect(largest(result, await pixels(page, 'canvas.result'))).toBe(0);

    const alphas = async (): Promise<number[]> =>
      (await pixels(page, 'canvas.result')).filter((_, i) => i % 4 === 3);
    expect(new Set(await alphas())).toEqual(new Set([255]));
    await page.getByTestId('opacity').fill('100');
    expect(new Set(await alphas()).size).toBeGreaterThan(20);
    await page.getByTestId('opacity').blur();
    await page.keyboard.down('c');
    await page.locator('canvas.result.hidden').waitFor({ state: 'attached' });
    await page.keyboard.up('c');
    await expect.poll(() => page.locator('canvas.result.hidden').count()).toBe(0);
  });

  test('keys: arrows through a layer, Enter, arrows from result to result and feature to feature, Esc up', async () => {
    const { page } = await open('#/layer/conv2');
    await expect.poll(() => cells(page).count()).toBe(15);
    const chosen = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement!.getAttribute('data-cell'));
    await page.keyboard.press('ArrowRight');
    await expect.poll(chosen).toBe('0');
    await page.keyboard.press('ArrowRight');
    await expect.poll(chosen).toBe('1');
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => Number(await chosen())).toBeGreaterThanOrEqual(5);
    await page.keyboard.press('ArrowUp');
    await expect.poll(chosen).toBe('1');
    await page.keyboard.press('Enter');
    await page.getByTestId('step').waitFor();
    const first = hashOf(page);
    expect(first).toMatch(/^#\/conv2:0\//);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => hashOf(page)).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => hashOf(page)).toBe(first);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => hashOf(page)).toMatch(/^#\/conv2:1\//);
    for (const up of ['#/conv2:1', '#/layer/conv2', '#/']) {
      await page.keyboard.press('Escape');
      await expect.poll(() => hashOf(page)).toBe(up);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(hashOf(page)).toBe('#/');
  });

  test('search: a feature, a layer, a photograph', async () => {
    const { page } = await open();
    await heading(page, 'conv2').waitFor();
    await page.keyboard.press('/');
    const search = page.getByRole('searchbox');
    await search.fill('conv2:1');
    await page.getByRole('link', { name: 'conv2:1', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => hashOf(page)).toBe('#/conv2:1');
    await page.keyboard.press('/');
    await search.fill('CHELS');
    await page.getByRole('link', { name: 'photos/chelsea.png', exact: true }).waitFor();
    await search.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => hashOf(page)).toMatch(/^#\/photograph\/[0-9a-f]{64}$/);
    await page.keyboard.press('/');
    await search.fill('no such thing');
    await page.getByText('nothing of that name').waitFor();
  });

  test('what is missing is made in the page, isolated by its service worker, and stays until it is loaded again', async () => {
    const { page, away, requests, errors } = await open('#/conv2:2');
    await cells(page).first().click();
    const address = hashOf(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    // what computes is not asked for before
    expect(away.asked.filter((file) => /worker|\.onnx$|^runtime/.test(file))).toEqual([]);
    await page.getByRole('button', { name: 'Accentuate here' }).click();
    await page.getByText(/made here, in \d+ s/).waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(hashOf(page)).toBe(address);
    expect(await page.getByTestId('step').getAttribute('max')).toBe(String(STEPS));
    expect(await page.getByTestId('activation').innerText()).toMatch(/ → /);
    expect(largest(await pixels(page, 'canvas.photo'), await pixels(page, 'canvas.result'))).toBeGreaterThan(
      20,
    );
    const foreign = requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(away.url));
    expect(foreign).toEqual([]);
    // elsewhere and back
    await page.keyboard.press('Escape');
    await page.getByText('made here').waitFor();
    await cells(page).first().click();
    await page.getByText(/made here, in/).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Accentuate here' }).waitFor();
    expect(errors).toEqual([]);
  }, 120_000);

  test('an address of nothing: it says that there is no such thing', async () => {
    const { page, errors } = await open();
    await heading(page, 'conv2').waitFor();
    const nothing = ['#/layer/gone', '#/gone:1', '#/conv2:99', `#/photograph/${'0'.repeat(64)}`];
    for (const hash of [...nothing, '#/map/gone', '#/a/b/c/d', '#/%']) {
      await page.evaluate((to) => void (location.hash = to), hash);
      await page
        .getByRole('alert')
        .filter({ hasText: /no |not / })
        .waitFor();
      await page.evaluate(() => void (location.hash = '#/'));
      await heading(page, 'conv2').waitFor();
    }
    expect(errors).toEqual([]);
  });

  test('a site that was written anew meanwhile is told of', async () => {
    const { page, away } = await open();
    await heading(page, 'conv2').waitFor();
    away.close();
    await page.getByRole('link', { name: 'conv2', exact: true }).click();
    await page.getByRole('alert').waitFor();
  });

  test.each([
    ['light', 'wide', WIDE],
    ['dark', 'narrow', NARROW],
  ] as const)(
    '%s and %s: axe has nothing serious to say, and nothing is wider than the screen',
    async (theme, _, viewport) => {
      const { page } = await open('', { viewport, colorScheme: theme, reducedMotion: 'reduce' });
      const check = async (): Promise<void> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        expect(serious, hashOf(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
          viewport.width,
        );
      };
      await heading(page, 'conv2').waitFor();
      await check();
      for (const hash of ['#/layer/conv2', '#/photographs']) {
        await page.evaluate((to) => void (location.hash = to), hash);
        await expect.poll(() => cells(page).count()).toBeGreaterThan(0);
        await check();
      }
      await openResult(page);
      await check();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await check();
      await page.keyboard.press('Escape');
      // until it has closed, keys are the dialog's
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.keyboard.press('/');
      await page.getByRole('searchbox').fill('conv');
      await page.getByRole('link', { name: 'conv2', exact: true }).first().waitFor();
      await check();
    },
  );
});
