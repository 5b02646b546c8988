// The studio works from any host: isolated by its service worker, from a path, without a network, replaced by newer versions,
// without service workers; and asks for nothing elsewhere, nor for much.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { FLAGS, HOW_TO_INSTALL, findChromium } from '../../studies/common/chromium.js';
import { blocksOf } from '../../studies/common/tried.js';
import { type Host, SITE, host } from './host.js';

const executable = findChromium();
let browser: Browser;

beforeAll(async () => {
  if (executable) browser = await chromium.launch({ executablePath: executable, args: FLAGS });
});

afterAll(() => browser?.close());

test('a Chromium is installed', ({ skip }) => {
  if (!executable && !process.env.CI) skip(HOW_TO_INSTALL);
  expect(executable, HOW_TO_INSTALL).toBeDefined();
});

const NETWORK = 'network/efficientnet-lite0-robust/model.onnx';

/** Headers of a host that isolates its pages, as docs/studio.md prints them. */
const ISOLATION = Object.fromEntries(
  blocksOf('docs/studio.md')
    .find(({ mark }) => mark === 'tests/studio/serving.test.ts')!
    .text.trim()
    .split('\n')
    .map((line) => line.toLowerCase().split(': ')),
) as Record<string, string>;

const isolated = (page: Page): Promise<unknown> => page.waitForFunction(() => crossOriginIsolated);

/** Waits until the network has told what is in the photograph: page, worker, network and runtime are there. */
const told = (page: Page): Promise<unknown> => page.getByText('Egyptian cat').first().waitFor();

/** The files that are kept, by their paths from the page's folder, with the beginning of their addresses' hash. */
const keptFiles = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const [name] = (await caches.keys()).filter((key) => key.startsWith('faccent-studio '));
    const kept = await (await caches.open(name!)).keys();
    return kept.map(({ url }) => url.slice(new URL('.', document.baseURI).href.length));
  });

const pathsOf = (kept: readonly string[]): string[] => kept.map((file) => file.split('?')[0]!);

interface Visited {
  readonly page: Page;
  /** Addresses of everything that was asked for, by the page, its workers and its service worker. */
  readonly requests: string[];
  readonly navigations: string[];
}

async function visit(context: BrowserContext): Promise<Visited> {
  const [requests, navigations]: string[][] = [[], []];
  context.on('request', (request) => {
    requests!.push(request.url());
    if (request.isNavigationRequest() && !request.serviceWorker()) navigations!.push(request.url());
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { page, requests: requests!, navigations: navigations! };
}

async function newHost(options?: Parameters<typeof host>[0]): Promise<Host> {
  const made = await host(options);
  onTestFinished(() => made.close());
  return made;
}

async function newContext(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  return context;
}

describe.skipIf(!executable)('from a host that sends no headers', () => {
  test('at a path: isolated after one reload, kept for when there is no network, and whole again where it is damaged', async () => {
    const away = await newHost({ at: '/some/path/' });
    const { page, requests, navigations } = await visit(await newContext());
    await page.goto(away.url);
    await isolated(page);
    await told(page);
    await page.getByText(/WASM, \d+ threads/).waitFor();
    expect(navigations).toEqual([away.url, away.url]);
    // before the page is isolated, nothing large is asked for
    expect(away.asked.filter((file) => file === NETWORK)).toHaveLength(1);
    const [origin] = new URL(away.url).href.split('/some');
    const foreign = requests.filter(
      (url) => !/^(data|blob):/.test(url) && !url.startsWith(`${origin}/some/path/`),
    );
    expect(foreign).toEqual([]);
    expect(away.asked.filter((file) => file.startsWith('/'))).toEqual([]);
    await expect.poll(async () => pathsOf(await keptFiles(page))).toEqual(expect.arrayContaining([NETWORK]));

    // a damaged file is fetched again
    const damaged = (await keptFiles(page)).find((file) => file.startsWith(NETWORK))!;
    await page.evaluate(async (file) => {
      const [name] = (await caches.keys()).filter((key) => key.startsWith('faccent-studio '));
      const cache = await caches.open(name!);
      const bytes = new Uint8Array(await (await cache.match(file))!.arrayBuffer());
      bytes[5_000_000]! ^= 1;
      await cache.put(file, new Response(bytes));
    }, damaged);
    await page.reload();
    await told(page);
    expect(away.asked.filter((file) => file === NETWORK)).toHaveLength(2);
    await expect.poll(() => keptFiles(page)).toContain(damaged);

    const before = away.asked.length;
    away.close();
    await page.reload();
    await told(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.getByText(/WASM, \d+ threads/).waitFor();
    expect(away.asked.slice(before)).toEqual([]);
  });

  test('a newer version waits to be asked for, replaces the older one, and leaves nothing of it', async () => {
    const away = await newHost();
    const { page } = await visit(await newContext());
    await page.goto(away.url);
    await isolated(page);
    const old = await keptFiles(page);

    const html = (await readFile(path.join(SITE, 'index.html'), 'utf8')).replace('<title>', '<title>newer ');
    const worker = await readFile(path.join(SITE, 'service-worker.js'), 'utf8');
    const digest = async (text: string): Promise<string> =>
      Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex');
    const before = await digest(await readFile(path.join(SITE, 'index.html'), 'utf8'));
    away.changed.set('index.html', html);
    away.changed.set('service-worker.js', worker.replace(before, await digest(html)));

    await page.reload();
    expect(await page.title()).not.toContain('newer');
    await page.getByRole('button', { name: 'Load it' }).click();
    await page.waitForFunction(() => document.title.includes('newer'));
    await isolated(page);
    await expect
      .poll(async () => (await keptFiles(page)).filter((file) => file.startsWith('index.html')))
      .toEqual([`index.html?sha256=${await digest(html)}`]);
    expect(pathsOf(await keptFiles(page))).toEqual(expect.arrayContaining(pathsOf(old)));
  });

  test('a version that does not come whole is not kept, and the page works as it is', async () => {
    const away = await newHost();
    away.changed.set('icon.svg', '<svg xmlns="http://www.w3.org/2000/svg" />');
    const { page, navigations } = await visit(await newContext());
    await page.goto(away.url);
    await page.getByText(/WASM, 1 thread .*service worker did not start/s).waitFor();
    expect(navigations).toHaveLength(1);
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  });

  test('without service workers it works with one thread, and says why', async () => {
    const away = await newHost();
    const context = await newContext();
    // as windows that keep nothing have it in Firefox
    await context.addInitScript(() => {
      delete (Object.getPrototypeOf(navigator) as Record<string, unknown>)['serviceWorker'];
    });
    const { page, navigations } = await visit(context);
    await page.goto(away.url);
    await page.getByText(/WASM, 1 thread .*this browser runs no service worker here/s).waitFor();
    expect(navigations).toHaveLength(1);
  });
});

describe.skipIf(!executable)('from a host that isolates its pages', () => {
  test('elsewhere it is loaded once, and kept from the first visit on', async () => {
    const away = await newHost({ headers: ISOLATION });
    // a name that leads here, and is none that `faccent studio` has
    const url = away.url.replace('127.0.0.1', 'studio.localhost');
    const { page, navigations } = await visit(await newContext());
    await page.goto(url);
    await told(page);
    expect(navigations).toEqual([url]);
    await expect.poll(async () => pathsOf(await keptFiles(page))).toContain(NETWORK);
    away.close();
    await page.reload();
    await told(page);
  });

  test('on this machine it starts at once, with at most 200 kB of its own code', async () => {
    const here = await newHost({ headers: ISOLATION });
    const { page, requests } = await visit(await newContext());
    await page.goto(here.url);
    await told(page);
    expect(requests.filter((url) => url.includes('service-worker'))).toEqual([]);
    const code = [...new Set(here.asked)].filter((file) => /(^|\.js|\.css)$/.test(file));
    const own = code.filter((file) => !/\/ort\./.test(file));
    const sizes = own.map(
      async (file) => [file, gzipSync(await readFile(path.join(SITE, file || 'index.html'))).length] as const,
    );
    const measured = await Promise.all(sizes);
    const total = measured.reduce((sum, [, size]) => sum + size, 0);
    expect(total, JSON.stringify(measured)).toBeLessThanOrEqual(200_000);
  });
});
