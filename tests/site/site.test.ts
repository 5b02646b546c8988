// The documentation's site works from a path of any host: links, search, phone, dark, without a network, with little script.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { checkSite, pagesOf } from '../../studies/common/site-check.js';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import { type Host, host } from '../studio/host.js';
import { looksThrough } from './figure.js';

const root = path.resolve(import.meta.dirname, '../..');
let site: string;
let served: Host;
let browser: Browser | undefined;

beforeAll(async () => {
  site = await mkdtemp(path.join(tmpdir(), 'faccent-site-'));
  const vitepress = path.join(root, 'node_modules/vitepress/bin/vitepress.js');
  const args = [vitepress, 'build', 'site', '--outDir', site];
  // Vitest's own would have Vue's slow build bundled
  const env = { ...process.env, NODE_ENV: 'production', FACCENT_STALE: 'allowed' };
  // it fails on dead links, on what is not as the command left that made it, and in `npm run docs` on what is stale
  await promisify(execFile)(process.execPath, args, { cwd: root, env });
  served = await host({ at: '/some/path/', folder: site });
  if (findChromium()) browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  served?.close();
  await rm(site, { recursive: true, maxRetries: 3 });
});

test('has a page for each of the docs, and nothing in it is wrong', () => {
  expect(pagesOf(site).length).toBeGreaterThan(35);
  expect(checkSite(site)).toEqual([]);
});

test('is there for programs as text: every page in a list, and all in one', async () => {
  const list = await readFile(path.join(site, 'llms.txt'), 'utf8');
  const links = Array.from(list.matchAll(/^- \[.+?\]\((.+?)\)/gm), ([, link]) => link!);
  const pages = pagesOf(site).filter((page) => !/^(?:index|api\/|project\/)/.test(page));
  expect(links).toEqual(expect.arrayContaining(pages.map((page) => page.replace(/html$/, 'md'))));
  const whole = await readFile(path.join(site, 'llms-full.txt'), 'utf8');
  for (const page of ['start', 'manual/objectives', 'howto/classes', 'exporters/pytorch'])
    for (const [code] of (await readFile(path.join(site, `${page}.md`), 'utf8')).matchAll(/^```[^]*?^```$/gm))
      expect(whole).toContain(code);
  expect(whole).not.toMatch(/<!-- tried|\| {3,}/);
});

describe.skipIf(!findChromium())('in Chromium, at a path', () => {
  /** Opens a page. @returns it, and what it has asked for of other hosts or complained of */
  async function open(
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; trouble: string[] }> {
    const context = await browser!.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const trouble: string[] = [];
    context.on('request', (request) => {
      if (!request.url().startsWith(served.url) && !/^(?:data|blob):/.test(request.url()))
        trouble.push(request.url());
    });
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') trouble.push(message.text());
    });
    await page.goto(served.url + name);
    return { page, trouble };
  }

  test('a page of text loads less than 100 kB of script', async () => {
    const { page, trouble } = await open('index.html');
    const scripts = new Set<string>();
    page.on('request', (request) => {
      if (request.url().endsWith('.js')) scripts.add(request.url().slice(served.url.length));
    });
    await page.goto(`${served.url}manual/objectives.html`, { waitUntil: 'networkidle' });
    const sizes = await Promise.all(
      [...scripts].map(async (file) => gzipSync(await readFile(path.join(site, file))).length),
    );
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
    expect(trouble).toEqual([]);
  });

  test('links lead on without loading the page again, and the search finds a page', async () => {
    const { page, trouble } = await open('manual/index.html');
    await page.evaluate(() => Object.assign(window, { stays: true }));
    await page.getByRole('main').getByRole('link', { name: 'parameterization' }).first().click();
    await page.getByRole('heading', { name: 'Parameterizations', level: 1 }).waitFor();
    expect(await page.evaluate(() => 'stays' in window)).toBe(true);
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('opacity map');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    expect(trouble).toEqual([]);
  });

  test('links to the studio open it, and those to a run say one that it can read', async () => {
    const { page } = await open('idea.html');
    const runs = page.getByRole('main').getByRole('link', { name: /^(?:open a run|the same held)/ });
    for (const link of await runs.all()) {
      const address = new URL((await link.getAttribute('href'))!, page.url());
      expect(address.href).toContain(`${served.url}studio/index.html#run=`);
      const run: unknown = JSON.parse(
        Buffer.from(address.hash.slice('#run='.length), 'base64url').toString(),
      );
      expect(run).toMatchObject({ photograph: 'chelsea.png', feature: { unit: 288 } });
    }
    expect(await runs.count()).toBe(2);
    await page.goto(`${served.url}index.html`);
    await page.getByRole('link', { name: 'In the browser' }).click();
    await page.waitForURL(`${served.url}studio/index.html`);
    await page.locator('#studio').waitFor();
  });

  test('the first page has a photograph that a slider turns into its accentuation, by keys too', async () => {
    const { page, trouble } = await open('index.html');
    const slider = page.getByRole('slider');
    await slider.press('End');
    const changed = page.getByAltText('accentuated towards leopard');
    await expect.poll(() => changed.getAttribute('style')).toMatch(/inset\(0(?:px)? 0%/);
    await page.getByRole('button', { name: 'towards pizza' }).click();
    await page.getByAltText('The photograph: a cup of coffee').waitFor();
    await page.getByRole('button', { name: 'only where' }).click();
    await page.getByAltText('What changed towards pizza').waitFor();
    expect(trouble).toEqual([]);
  });

  test('once visited it opens without a network, pages that were not looked at and pictures that were', async () => {
    const { page } = await open('manual/index.html');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const hero = page.locator('main img').first();
    const source = await hero.evaluate((image: HTMLImageElement) => image.src);
    await page.waitForFunction(
      async (wanted) => (await caches.match(wanted, { ignoreSearch: true })) !== undefined,
      source,
    );
    await page.context().setOffline(true);
    const asked = served.asked.length;
    await page.goto(`${served.url}limits.html`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`${served.url}manual/index.html`);
    await page.waitForFunction(
      () => document.images.length > 0 && [...document.images].every((image) => image.naturalWidth > 0),
    );
    expect(served.asked.slice(asked)).toEqual([]);
  });

  test('figures of the article compute in the page, with threads', async () => {
    const { page, trouble } = await open('idea.html', { colorScheme: 'dark' });
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const figure = page.getByRole('region', { name: 'To try: crops' });
    const poster = page.locator('.try-figure .poster').nth(1);
    expect(await poster.isVisible()).toBe(true);
    await figure.getByRole('slider', { name: 'Crops in each step' }).fill('0');
    // the page is loaded again for that, and goes on where it was
    await looksThrough(figure, 1);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await poster.isVisible()).toBe(false);
    await figure.getByRole('slider', { name: 'Step', exact: true }).fill('0');
    expect(await figure.locator('rect.line').count()).toBe(0);
    const { violations } = await new AxeBuilder({ page }).include('.try-figure').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 200_000);

  const WIDE = { width: 1280, height: 900 };
  const NARROW = { width: 390, height: 844 };
  // tests/site/built.test.ts asks it of all pages
  test.each([
    { name: 'index', theme: 'light' as const },
    { name: 'manual/index', theme: 'dark' as const },
  ])('axe has nothing serious to say of $name, $theme', async ({ name, theme }) => {
    // a screen in the light, a phone in the dark
    const viewport = theme === 'light' ? WIDE : NARROW;
    const { page } = await open(`${name}.html`, { reducedMotion: 'reduce', colorScheme: theme, viewport });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
  });
});
