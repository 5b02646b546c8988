// A page in a browser of which is noted what it asks for, and what goes wrong in it.
import type { BrowserContext, Page } from 'playwright-core';

/** A page whose requests and errors are noted. */
export interface WatchedPage {
  readonly page: Page;
  /** Addresses, in their order. */
  readonly requests: string[];
  readonly errors: string[];
}

/** Opens an empty page. */
export async function watchedPage(context: BrowserContext): Promise<WatchedPage> {
  const [requests, errors]: [string[], string[]] = [[], []];
  context.on('request', (request) => requests.push(request.url()));
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, requests, errors };
}
