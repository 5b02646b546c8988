// Of the whole built site, in the folder that FACCENT_BUILT_SITE names: every page, in both themes, and what people search for.
// It takes minutes, so `npm run docs` runs it; tests/site/site.test.ts is for every day.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import { pagesOf } from '../../studies/common/site-check.js';
import { type Host, host } from '../studio/host.js';
import { looksThrough } from './figure.js';
import { QUERIES } from './queries.js';

const { FACCENT_BUILT_SITE: given } = process.env;
const site = path.resolve(given ?? 'site/dist');
const PAGES = given ? pagesOf(site) : [];

/** Pages that are made alike are looked at by example: the longest of each kind. */
const isExample = (page: string): boolean =>
  !page.startsWith('api/') ||
  /^api\/(?:[^/]+\/)?index\.html$/.test(page) ||
  /^api\/faccent\/(?:functions\/accentuate|classes\/Model|interfaces\/Audit|variables\/channel|type-aliases\/Recipe\w*)\.html$/.test(
    page,
  );

const htmlOf = (page: string): string => readFileSync(path.join(site, page), 'utf8');

/** The values of an attribute of the tags that match. */
const valuesOf = (html: string, tag: RegExp, name: string): string[] =>
  Array.from(html.matchAll(tag), ([found]) => new RegExp(`\\s${name}="([^"]*)"`).exec(found)?.[1] ?? '');

describe.runIf(given)('each page of the site', () => {
  const sizes = new Map<string, number>();
  const sizeOf = (file: string): number => {
    const known = sizes.get(file);
    if (known !== undefined) return known;
    const size = gzipSync(readFileSync(path.join(site, file))).length;
    sizes.set(file, size);
    return size;
  };

  test('begins with less than 100 kB of script, and one sheet of style', () => {
    for (const page of PAGES) {
      const html = htmlOf(page);
      const scripts = [
        ...valuesOf(html, /<script type="module" src="[^>]*>/g, 'src'),
        ...valuesOf(html, /<link rel="modulepreload"[^>]*>/g, 'href'),
      ].map((file) => path.posix.join(path.posix.dirname(page), file));
      expect(scripts.length, page).toBeGreaterThan(1);
      const whole = scripts.reduce((sum, file) => sum + sizeOf(file), 0);
      expect(whole, `${page}: ${scripts.join(' ')}`).toBeLessThan(100_000);
      expect(valuesOf(html, /<link [^>]*stylesheet[^>]*>/g, 'href').length, page).toBe(1);
    }
  });

  test('says what it is, with one heading above all others', () => {
    for (const page of PAGES) {
      const html = htmlOf(page);
      expect(/<title>(.{3,}) \| .+<\/title>/.exec(html)?.[1], page).toBeTruthy();
      const [about = ''] = valuesOf(html, /<meta name="description"[^>]*>/g, 'content');
      expect(about.length, `${page}: ${about}`).toBeGreaterThan(12);
      for (const property of ['title', 'description', 'type'])
        expect(
          valuesOf(html, new RegExp(`<meta property="og:${property}"[^>]*>`, 'g'), 'content')[0],
          page,
        ).toBeTruthy();
      expect(html.match(/<h1[ >]/g)?.length, page).toBe(1);
    }
  });

  test('has pictures with words, and with sizes, of which the first comes at once', () => {
    for (const page of PAGES) {
      const images = [...htmlOf(page).matchAll(/<img [^>]*>/g)].map(([tag]) => tag);
      for (const tag of images) expect(tag, page).toMatch(/ alt[=\s]/);
      const ours = images.filter((tag) => / src="[^"]*\/assets\//.test(tag));
      for (const tag of ours) expect(tag, page).toMatch(/ width="\d+"/);
      // the sign in the bar is the first of all
      if (ours[1]) expect(ours[1], page).not.toMatch(/loading="lazy"/);
    }
  });
});

describe.runIf(given && findChromium())('in Chromium', () => {
  let served: Host;
  let browser: Browser;
  beforeAll(async () => {
    served = await host({ at: '/some/path/', folder: site });
    browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  });
  afterAll(async () => {
    await browser.close();
    served.close();
  });

  test.each(['light', 'dark'] as const)(
    'axe has nothing serious to say, %s',
    { timeout: 1_200_000 },
    async (theme) => {
      // a screen in the light, a phone in the dark
      const viewport = theme === 'light' ? { width: 1280, height: 900 } : { width: 390, height: 844 };
      const context = await browser.newContext({ reducedMotion: 'reduce', colorScheme: theme, viewport });
      const page = await context.newPage();
      const wrong: string[] = [];
      context.on('request', (request) => {
        if (!request.url().startsWith(served.url) && !/^(?:data|blob):/.test(request.url()))
          wrong.push(request.url());
      });
      for (const name of PAGES.filter(isExample)) {
        await page.goto(served.url + name);
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, impact, nodes } of violations)
          if (impact === 'serious' || impact === 'critical')
            wrong.push(
              `${name}: ${id} ${nodes
                .map(({ html }) => html.slice(0, 120))
                .slice(0, 3)
                .join(' ')}`,
            );
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > viewport.width) wrong.push(`${name} is ${width} pixels wide`);
      }
      await context.close();
      expect(wrong).toEqual([]);
    },
  );

  test(
    'what people type into the search leads to the page that they want',
    { timeout: 300_000 },
    async () => {
      const page = await browser.newPage();
      await page.goto(`${served.url}start.html`);
      await page.keyboard.press('Control+k');
      const wrong: string[] = [];
      for (const [typed, ...first] of QUERIES) {
        await page.getByRole('searchbox').fill(typed);
        // it waits for what is typed next, and says what it was that it found
        await page.waitForTimeout(400);
        const found = page.getByRole('listbox').getByRole('option').first();
        const address = (await found.locator('a').getAttribute('href')) ?? '';
        const at = new URL(address, page.url()).href.slice(served.url.length);
        if (!first.some((wanted) => wanted.test(at))) wrong.push(`${typed} leads to ${at}`);
      }
      await page.close();
      expect(wrong).toEqual([]);
    },
  );

  test(
    'figures of the article compute, are stopped, and compute without a network once they did',
    { timeout: 300_000 },
    async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${served.url}idea.html`);
      await page.evaluate(async () => void (await navigator.serviceWorker.ready));
      const figure = page.getByRole('region', { name: 'To try: crops' });
      await figure.getByRole('button', { name: 'Compute it here' }).click();
      await looksThrough(figure, 4);
      await figure.getByRole('button', { name: 'Stop' }).click();
      await figure.getByText('what was made stays').waitFor();
      await context.setOffline(true);
      await page.reload();
      await figure.getByRole('slider', { name: 'Crops in each step' }).fill('0');
      await looksThrough(figure, 1);
      await context.close();
    },
  );

  test('an address that there is not leads back, however deep it is', async () => {
    const page = await browser.newPage();
    for (const at of ['nothing.html', 'howto/nothing.html', 'a/b/c/nothing.html']) {
      served.changed.set(at, htmlOf('404.html'));
      await page.goto(served.url + at);
      const back = page.getByRole('link', { name: 'the first page' });
      await back.waitFor();
      expect(await back.evaluate((link: HTMLAnchorElement) => link.href)).toBe(`${served.url}index.html`);
    }
    await page.close();
  });
});
