// A place of the photograph, and all layers: what is active there, its map over the picture, and any channel by keyboard.
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenStudio, Studios, findChromium, says, smallRun } from './page.js';

describe.skipIf(!findChromium())('exploring in the studio', () => {
  const studios = new Studios();
  let studio: OpenStudio;

  beforeAll(async () => {
    studio = await studios.open(smallRun({ steps: 2 }));
  });
  afterAll(() => studios.close());

  const here = () => studio.page.getByRole('region', { name: 'Here' });
  const rows = () => here().getByRole('button');

  /** Clicks a place of the picture and waits for what is there. @param at parts of its height and width, in hundredths */
  async function click(at: readonly [number, number]): Promise<string[]> {
    const { page } = studio;
    const box = (await page.locator('.stage').boundingBox())!;
    const position = { y: (at[0] / 100) * box.height, x: (at[1] / 100) * box.width };
    await page.locator('.stage').click({ position });
    await here().getByText(`${at[0]}% from the top, ${at[1]}% from the left`, { exact: true }).waitFor();
    return rows().allInnerTexts();
  }

  test('a click lists the channels that stand out there, early layers first, each with a map in words', async () => {
    const eye = await click([40, 34]);
    const layers = eye.map((text) => text.split(':')[0]!);
    expect(eye.length).toBeGreaterThan(12);
    expect(layers[0]).toMatch(/^(stem|block[12])/);
    expect(layers.at(-1)).toBe('head');
    const last = (await rows().last().getAttribute('title'))!;
    expect(last).toMatch(/here, .* at its peak; it stands out by /);
    expect(await rows().last().textContent()).toMatch(/% of its peak, strongest/);
    expect(await click([95, 5])).not.toEqual(eye);
  });

  test('a channel that is pointed at shows its map over the picture, and is chosen by a press', async () => {
    const { page } = studio;
    expect(await page.locator('.stage .map').count()).toBe(0);
    const row = rows().nth(5);
    await row.hover();
    await page.locator('.stage .map').waitFor();
    const name = (await row.innerText()).split(/\s/)[0]!;
    await row.click();
    expect(await row.getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: `Accentuate: ${name}` }).waitFor();
    await row.blur();
    await page.mouse.move(0, 0);
    await expect.poll(() => page.locator('.stage .map').count()).toBe(0);
  });

  test('the tree of all layers is walked by the keyboard, and any channel of it chosen by its number', async () => {
    const { page } = studio;
    await page.getByText('Any layer, any channel').click();
    const tree = page.getByRole('tree');
    await tree.waitFor();
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).title);
    await tree.getByRole('treeitem').first().focus();
    expect(await focused()).toBe('stem');
    const before = await tree.getByRole('treeitem').count();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    expect(await focused()).toBe('block2a/expand');
    expect(await tree.getByRole('treeitem').count()).toBeGreaterThan(before);
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('block2a');
    await page.keyboard.press('ArrowLeft');
    expect(await tree.getByRole('treeitem').count()).toBe(before);
    await page.keyboard.press('Enter');
    await page.getByLabel('Channel of block2a, 0 to 23').waitFor();
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Accentuate: block2a:7' }).waitFor();
    const { violations } = await new AxeBuilder({ page }).include('.right').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Find a layer' }).fill('block6a:112');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Accentuate: block6a:112' }).click();
    await says(page, /^2 steps in/);
    expect(studio.errors).toEqual([]);
  });
});
