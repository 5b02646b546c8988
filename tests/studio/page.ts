// The built studio in a Chromium, served as a host does that sends the headers which threads need.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { FLAGS, HOW_TO_INSTALL, findChromium } from '../../studies/common/chromium.js';
import { type Served, TYPES, serve } from '../browser/server.js';

export { HOW_TO_INSTALL, findChromium };

/** Of the network that ships and is the default. */
const SHIPPED_HASH = '55109c34df4a03d4d8e15ac221c53fe45606a28abb41c30bc472b429e29232da';

/** What `npm run build:studio` makes. */
export const BUILT = fileURLToPath(new URL('../../studio/dist', import.meta.url));

/** A studio that is open, and what its page has asked for and complained of. */
export interface OpenStudio {
  readonly page: Page;
  readonly url: string;
  readonly requests: string[];
  readonly errors: string[];
}

/** Opens pages, and closes what they need. */
export class Studios {
  private browser: Browser | undefined;
  private served: Served | undefined;

  async open(
    hash = '',
    options: BrowserContextOptions = {},
    flags: readonly string[] = [],
  ): Promise<OpenStudio> {
    if (!existsSync(`${BUILT}/index.html`)) throw new Error('the studio is not built: npm run build:studio');
    this.served ??= await serve(BUILT, {}, { isolated: true, types: { ...TYPES, '.css': 'text/css' } });
    this.browser ??= await chromium.launch({
      executablePath: findChromium(),
      args: [...FLAGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', ...flags],
    });
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const [requests, errors]: [string[], string[]] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const { url } = this.served;
    await page.goto(url + hash);
    return { page, url, requests, errors };
  }

  async close(): Promise<void> {
    await this.browser?.close();
    this.served?.close();
  }
}

/** Waits until the page says so of its run. */
export const says = (page: Page, wanted: RegExp): Promise<unknown> =>
  page.waitForFunction(
    ({ source }) =>
      new RegExp(source).test(document.querySelector('[data-testid=progress]')?.textContent ?? ''),
    { source: wanted.source },
    { timeout: 60_000 },
  );

/** The hash of a link to a run that is small: of a leopard in the cat. */
export function smallRun({ steps = 4, size = 112, views = 2 } = {}): string {
  const linked = {
    network: 'efficientnet-lite0-robust',
    sha256: SHIPPED_HASH,
    photograph: 'chelsea.png',
    feature: { layer: 'logits', unit: 288, label: 'leopard, Panthera pardus' },
    settings: { size, steps, views, strength: 0.5, learningRate: 0.05, randomSeed: 0 },
  };
  return `#run=${Buffer.from(JSON.stringify(linked)).toString('base64url')}`;
}

/** The bytes of what a canvas shows. */
export const pixelsOf = (page: Page, testId: string): Promise<number[]> =>
  page.getByTestId(testId).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    return [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data];
  });

export const isDifferent = (a: readonly number[], b: readonly number[]): boolean =>
  a.length !== b.length || a.some((value, i) => value !== b[i]);
