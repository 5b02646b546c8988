import path from 'node:path';
import { FaccentError } from 'faccent';
import { type Page, chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { FLAGS, HOW_TO_INSTALL, findChromium } from '../common/chromium.js';
import { root } from '../common/root.js';

/** What a browser makes of a runtime's code it keeps a while after the page has loaded it. In milliseconds. */
const KEEPING = 5000;

/**
 * Serves a study's page as a host does that gives pages threads, and lets browsers keep files.
 * @param folder for the page
 * @param study whose page it is
 */
export async function served(
  folder: string,
  study = 'browser-speed',
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const outDir = path.join(folder, 'page');
  const common = { configFile: false, logLevel: 'error' } as const;
  await build({
    ...common,
    root: path.join(root, 'studies', study, 'page'),
    publicDir: path.join(root, 'examples/photos'),
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true },
  });
  const headers = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cache-control': 'max-age=31536000',
  };
  const server = await preview({ ...common, build: { outDir }, preview: { headers, port: 0 } });
  return { url: server.resolvedUrls!.local[0]!, close: () => server.close() };
}

/**
 * Opens a page in Chromium, with what it kept at earlier visits, and works with it.
 * @param folder what it keeps
 * @param flags of Chromium
 * @returns what came of the work, and Chromium's version
 */
export async function visit<T>(
  url: string,
  folder: string,
  work: (page: Page) => Promise<T>,
  flags: readonly string[] = [],
): Promise<{ readonly done: T; readonly version: string }> {
  const executablePath = findChromium();
  if (!executablePath) throw new FaccentError(HOW_TO_INSTALL);
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath,
    args: [...FLAGS, ...flags],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const done = await work(page);
    await page.waitForTimeout(KEEPING);
    const agent = await page.evaluate('navigator.userAgent');
    return { done, version: /Chrome\/(\d+)/.exec(String(agent))?.[1] ?? '' };
  } finally {
    await browser.close();
  }
}
