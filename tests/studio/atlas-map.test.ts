// Proves that a map's page is looked about by mouse, keys and list: finer grids when enlarged, cells with links that stay.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { AtlasSite, SiteListed, SiteMap, SiteMapCell } from 'faccent';
import { type Browser, type Page, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import { type Served, TYPES, serve } from '../browser/server.js';

const BUILT = fileURLToPath(new URL('../../studio/atlas/dist', import.meta.url));

const SHEET = { side: 128, columns: 10, cells: 100 };
const idOf = (cell: number): string => String(cell).padStart(32, '0');

/** Two grids: the coarse one has a cell in each of its four corners, the fine one all of its cells but the last. */
const cellOf = (side: number, row: number, column: number, first: number): SiteMapCell => {
  const place = row * side + column;
  return {
    ...{ row, column, count: 3 + place, id: idOf(first + place), state: 'done' },
    labels: [{ label: `class ${first + place}, or so`, probability: 0.25 }],
    thumbnail: [0, (first + place) % SHEET.cells],
    examples: [{ photograph: 0, thumbnail: [0, 1] }, { photograph: 0 }],
  };
};
const cellsOf = (side: number, first: number): SiteMapCell[] =>
  Array.from({ length: side * side }, (_, i) => cellOf(side, Math.floor(i / side), i % side, first));

const map: SiteMap = {
  ...{ name: 'fc', layer: 'fc', points: 500, sheets: ['data/sheets/a.webp'] },
  photographs: [['ab'.repeat(32), 'boats.jpg']],
  levels: [
    { side: 2, cells: cellsOf(2, 0) },
    // one whose picture is not made yet
    {
      side: 16,
      cells: cellsOf(16, 4).map((cell, i) =>
        i ? cell : { ...cell, state: 'waiting', thumbnail: undefined },
      ),
    },
  ],
};
const none: SiteListed = { file: 'data/lists/none.json', sections: 0, results: 0, done: 0 };
const site: AtlasSite = {
  ...{ format: 'faccent-atlas-site', version: 1, title: 'tiny', sheet: SHEET, chunk: 400, layers: [] },
  network: { name: 'tiny', sha256: 'cd'.repeat(32), model: 'data/lists/model.json' },
  jobs: { done: 259, running: 0, waiting: 1, failed: 0 },
  photographs: none,
  maps: [{ name: 'fc', file: 'data/maps/fc.json', layer: 'fc' }],
};

describe.skipIf(!findChromium())('the page of a map', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faccent-atlas-map-'));
  let served: Served;
  let browser: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    const files: Record<string, string> = {};
    const put = (name: string, bytes: string | Uint8Array): void => {
      files[`/${name}`] = path.join(folder, path.basename(name));
      writeFileSync(files[`/${name}`]!, bytes);
    };
    put('data/atlas.json', JSON.stringify(site));
    put('data/maps/fc.json', JSON.stringify(map));
    put(none.file, JSON.stringify({ sections: [], chunks: [], sheets: [] }));
    const red = sharp({ create: { width: 1280, height: 1280, channels: 3, background: '#e02010' } });
    put('data/sheets/a.webp', await red.webp({ lossless: true }).toBuffer());
    for (const i of [0, 1, 2, 3])
      put(`results/${idOf(i)}/visualization.png`, await red.clone().resize(8, 8).png().toBuffer());
    served = await serve(BUILT, files, { isolated: true, types: { ...TYPES, '.css': 'text/css' } });
    browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(hash = '#/map/fc', options = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(served.url + hash);
    await page.getByTestId('map').waitFor();
    return page;
  }
  const stageOf = (page: Page) => page.getByTestId('map');
  const sideOf = (page: Page) => stageOf(page).getAttribute('data-side');
  const hashOf = (page: Page): string => new URL(page.url()).hash;
  const isRed = (page: Page, x: number, y: number): Promise<boolean> =>
    stageOf(page)
      .locator('canvas')
      .evaluate(
        (canvas: HTMLCanvasElement, [x, y]) => {
          const [r, g] = canvas
            .getContext('2d')!
            .getImageData(canvas.width * x!, canvas.height * y!, 1, 1).data;
          return r! > 200 && g! < 60;
        },
        [x, y],
      );

  test('a cell that is clicked shows its classes and photographs, and its link stays', async () => {
    const page = await open();
    expect(await sideOf(page)).toBe('2');
    await expect.poll(() => isRed(page, 0.75, 0.75)).toBe(true);
    const { width, height } = (await stageOf(page).boundingBox())!;
    await stageOf(page).click({ position: { x: 0.75 * width, y: 0.75 * height } });
    const cell = page.getByRole('region', { name: 'Cell' });
    await cell.getByText('class 3', { exact: true }).waitFor();
    await cell.getByText('Most like it, of 6 places').waitFor();
    expect(await cell.getByRole('img', { name: 'part of boats.jpg' }).count()).toBe(2);
    expect(hashOf(page)).toBe(`#/map/fc/${idOf(3)}`);
    await page.reload();
    await cell.getByText('class 3', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => hashOf(page)).toBe('#/map/fc');
    await page.close();
  });

  test('enlarged it has a finer grid; keys zoom, move, and go from cell to cell', async () => {
    const page = await open();
    await stageOf(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => hashOf(page)).toBe(`#/map/fc/${idOf(0)}`);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => hashOf(page)).toBe(`#/map/fc/${idOf(1)}`);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect.poll(() => sideOf(page)).toBe('16');
    await page.keyboard.press('ArrowDown');
    expect(hashOf(page)).toBe(`#/map/fc/${idOf(1)}`);
    await page.getByRole('button', { name: 'The whole map' }).click();
    await expect.poll(() => sideOf(page)).toBe('2');
    await page.getByRole('button', { name: 'Enlarge' }).click();
    await page.getByRole('button', { name: 'Enlarge' }).click();
    await expect.poll(() => sideOf(page)).toBe('16');
    await page.keyboard.press('Enter');
    await expect.poll(() => hashOf(page)).toBe(`#/result/${idOf(1)}`);
    await page.close();
  });

  test('a list has what the picture has; on a phone and in the dark axe has nothing serious to say', async () => {
    const page = await open(`#/map/fc/${idOf(0)}`, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await page.getByText('4 cells as a list').click();
    await page.getByRole('link', { name: 'row 2, column 1: class 2, 5 points' }).click();
    await page.getByRole('region', { name: 'Cell' }).getByText('class 2', { exact: true }).waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.close();
    expect(errors).toEqual([]);
  });
});
