// A page and its workers write the same files of a run, of an explanation and of attributions as Node.js does.
/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type Page, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPage } from './build.js';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import type { Made } from './page/files.js';
import { madeFiles } from './page/made-files.js';
import { type Served, serve } from './server.js';

const executable = findChromium();

type Contents = Uint8Array | string;

const pixelsOf = (contents: Contents | undefined, page = 0) =>
  sharp(contents as Uint8Array, { page })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });

/** The largest difference of two pictures' values, which are of one size. */
async function difference(
  here: Contents | undefined,
  there: Contents | undefined,
  page = 0,
): Promise<number> {
  const [a, b] = [await pixelsOf(here, page), await pixelsOf(there, page)];
  expect([a.info.width, a.info.height]).toEqual([b.info.width, b.info.height]);
  return a.data.reduce((most, v, i) => Math.max(most, Math.abs(v - b.data[i]!)), 0);
}

/** A page without the pictures in it, which are as lossy as each encoder makes them. */
const withoutPictures = (contents: Contents | undefined): string =>
  String(contents).replace(/data:image\/webp;base64,[A-Za-z0-9+/=]+/g, 'data:…');

describe.skipIf(!executable)('in Chromium', () => {
  let folder: string;
  let served: Served;
  let browser: Browser;
  let page: Page;
  let inNode: Map<string, Contents>;
  let inPage: Map<string, Contents>;

  const read = (made: Made): Map<string, Contents> =>
    new Map(made.map(([name, c]) => [name, typeof c === 'string' ? c : Uint8Array.from(c)]));

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faccent-files-'));
    // nothing is run here
    await buildPage('files.html', folder, /^onnxruntime-web/);
    served = await serve(folder, {}, { isolated: false });
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
    page = await browser.newPage();
    await page.goto(`${served.url}files.html`);
    inNode = await madeFiles();
    inPage = read(await page.evaluate(() => filesHere()));
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test('there are the same files', () => {
    expect([...inPage.keys()]).toEqual([...inNode.keys()]);
    expect(inPage.size).toBeGreaterThan(25);
  });

  test('a worker makes them to the byte', async () => {
    const inWorker = read(await page.evaluate(() => filesInWorker()));
    expect([...inWorker.keys()]).toEqual([...inPage.keys()]);
    for (const [name, contents] of inWorker)
      expect(Buffer.from(contents).equals(Buffer.from(inPage.get(name)!)), name).toBe(true);
  });

  test('text and tensors are the same to the byte', () => {
    const same = [...inNode].filter(([name]) => /\.(svg|json|npy)$/.test(name));
    expect(same.length).toBeGreaterThan(10);
    for (const [name, contents] of same)
      expect(Buffer.from(inPage.get(name)!).equals(Buffer.from(contents)), name).toBe(true);
  });

  test('pictures have the same values, also where they are nearly transparent', async () => {
    const pictures = [...inNode.keys()].filter((name) => /\.png$/.test(name) && !name.endsWith('sheet.png'));
    // of each of the explanation's three channels two, and one for each part
    expect(pictures.length).toBe(11 + 3 * (2 + 3));
    for (const name of pictures) expect(await difference(inPage.get(name), inNode.get(name)), name).toBe(0);
  });

  test.each(['run', 'explanation', 'attribution'])(
    'the sheet of the %s has the same pictures in the same places, and labels',
    async (what) => {
      const name = `${what}/sheet.png`;
      const [a, b] = [await pixelsOf(inPage.get(name)), await pixelsOf(inNode.get(name))];
      expect([a.info.width, a.info.height]).toEqual([b.info.width, b.info.height]);
      const { width, height } = a.info;
      // letters are each renderer's own: they differ within the lines of text alone
      const differs = Array.from({ length: height }, (_, y) => {
        let count = 0;
        for (let i = y * width * 4; i < (y + 1) * width * 4; i++)
          if (Math.abs(a.data[i]! - b.data[i]!) > 1) count++;
        return count;
      });
      const rows = differs.filter((count) => count > 0).length;
      expect(rows).toBeGreaterThan(0);
      // one line of text above each row of pictures; what the model said is two lines of text among bars
      expect(rows / height).toBeLessThan(what === 'explanation' ? 0.5 : 0.15);
      const dark = (data: Buffer): number => data.reduce((sum, v) => sum + Number(v < 120), 0);
      expect(Math.abs(dark(a.data) / dark(b.data) - 1)).toBeLessThan(0.1);
    },
  );

  test('the animation has the same frames for the same times', async () => {
    const [a, b] = await Promise.all(
      [inPage, inNode].map((files) =>
        sharp(files.get('run/run.webp') as Uint8Array, { animated: true }).metadata(),
      ),
    );
    for (const key of ['pages', 'width', 'pageHeight', 'loop', 'delay'] as const)
      expect(a![key]).toEqual(b![key]);
    const frames = (files: Map<string, Contents>) =>
      Promise.all(
        Array.from(
          { length: a!.pages! },
          async (_, i) => (await pixelsOf(files.get('run/run.webp'), i)).data,
        ),
      );
    const [here, there] = [await frames(inPage), await frames(inNode)];
    // encoders lose each in its own way; frames that follow each other are farther apart than that
    const apart = (x: Buffer, y: Buffer): number =>
      x.reduce((sum, v, i) => sum + Math.abs(v - y[i]!), 0) / x.length;
    for (const [i, frame] of here.entries()) {
      expect(apart(frame, there[i]!)).toBeLessThan(4);
      expect(apart(frame, there[(i + 1) % there.length]!)).toBeGreaterThan(8);
    }
  });

  test.each(['run/report.html', 'explanation/explanation.html'])(
    '%s is the same page but for its pictures, and works',
    async (name) => {
      expect(withoutPictures(inPage.get(name))).toBe(withoutPictures(inNode.get(name)));
      const file = path.join(folder, path.basename(name));
      await writeFile(file, inPage.get(name)!);
      const trouble: string[] = [];
      const opened = await browser.newPage();
      opened.on('console', (message) => trouble.push(message.text()));
      opened.on('pageerror', (error) => trouble.push(String(error)));
      await opened.goto(pathToFileURL(file).href);
      if (name.startsWith('run')) await opened.locator('#viewer[data-ready]').waitFor();
      else expect(await opened.locator('img').count()).toBe(1 + 3 * (2 + 3 * 3));
      expect(trouble).toEqual([]);
    },
  );

  test('what a browser does not write is refused before a run', async () => {
    const refusal = (format: 'webp' | 'gif' | 'mp4') => page.evaluate((f) => refusalOf(f), format);
    expect(await refusal('webp')).toBeUndefined();
    for (const format of ['gif', 'mp4'] as const)
      expect(await refusal(format)).toBe(
        `FaccentError: a browser makes no animation as ${format}: ask for webp, or make it in Node.js`,
      );
  });
});
