// A person in the studio: from the first picture through pausing, scrubbing, comparing and saving, on WASM.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Recipe, checkRecipe } from 'faccent';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  HOW_TO_INSTALL,
  type OpenStudio,
  Studios,
  findChromium,
  isDifferent,
  pixelsOf,
  says,
  smallRun,
} from './page.js';

const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

test('a Chromium is installed', ({ skip }) => {
  if (!findChromium() && !process.env.CI) skip(HOW_TO_INSTALL);
  expect(findChromium(), HOW_TO_INSTALL).toBeDefined();
});

describe.skipIf(!findChromium())('a session in the studio', () => {
  const studios = new Studios();
  let studio: OpenStudio;

  beforeAll(async () => {
    studio = await studios.open();
  });
  afterAll(() => studios.close());

  const saved = async (button: string): Promise<{ name: string; bytes: Buffer }> => {
    const { page } = studio;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };

  test('the photograph is there at once, then the classes, then a run that has begun by itself', async () => {
    const { page } = studio;
    await page.locator('.stage img').first().waitFor();
    await page.getByRole('button', { name: /Egyptian cat/ }).waitFor();
    expect(await page.getByRole('button', { name: /Egyptian cat/ }).innerText()).toMatch(/\d+(\.\d)?%/);
    await says(page, /^step [2-9]/);
    const before = await pixelsOf(page, 'result');
    await says(page, /^step ([5-9]|\d\d)/);
    expect(isDifferent(await pixelsOf(page, 'result'), before)).toBe(true);
    expect(await page.locator('.curve svg path').count()).toBeGreaterThan(0);
  });

  test('Pause, Resume and Stop; every state can be looked at; what it looked at; the photograph again', async () => {
    const { page } = studio;
    await page.getByRole('button', { name: 'Pause' }).click();
    await says(page, /^paused at step/);
    const paused = await page.getByTestId('progress').textContent();
    const last = await pixelsOf(page, 'result');
    await page.getByTestId('step').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await page.getByTestId('step').getAttribute('aria-valuetext')).toMatch(
      /^after \d+ of 40 steps, activation/,
    );
    expect(isDifferent(await pixelsOf(page, 'result'), last)).toBe(true);
    await page.keyboard.press('End');
    expect(isDifferent(await pixelsOf(page, 'result'), last)).toBe(false);
    expect(await page.getByTestId('progress').textContent()).toBe(paused);

    await page.getByRole('button', { name: 'Resume' }).click();
    await says(page, /^step/);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await says(page, /steps in .* activation/);
    await page.getByTestId('opacity').fill('100');
    const faded = await pixelsOf(page, 'result');
    expect(faded.some((value, i) => i % 4 === 3 && value < 128)).toBe(true);
    await page.getByTestId('opacity').fill('0');

    await page.getByRole('application').focus();
    await page.keyboard.down('c');
    await expect.poll(() => page.getByTestId('result').isVisible()).toBe(false);
    await page.keyboard.up('c');
    await expect.poll(() => page.getByTestId('result').isVisible()).toBe(true);
    await page.keyboard.press('+');
    await expect.poll(() => page.locator('.moved').getAttribute('style')).toMatch(/scale\(1\.\d/);
    await page.keyboard.press('0');
  });

  test('another photograph, another class, and both runs side by side with one scrubber', async () => {
    const { page } = studio;
    await page.getByText('more: steps, canvas, views').click();
    await page.getByLabel('steps', { exact: true }).fill('5');
    await page.getByLabel('canvas, pixels a side').selectOption('112');
    await page.getByRole('button', { name: 'coffee', exact: true }).click();
    await page.getByRole('button', { name: /espresso/ }).waitFor();
    await page.getByLabel(/^Any of the 1000 classes/).click();
    await page.keyboard.type('pizza');
    await page.getByRole('option', { name: 'pizza, pizza pie' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Accentuate: pizza' }).click();
    await says(page, /^5 steps in/);
    expect(await page.getByTestId('said').innerText()).toMatch(/pizza rose from .* to /);
    for (const box of await page.getByRole('checkbox', { name: 'compare' }).all()) await box.check();
    await page.getByTestId('step-of-all').waitFor();
    expect(await page.locator('.grid canvas').count()).toBe(2);
    await page.getByTestId('step-of-all').fill('2');
    expect(await page.getByTestId('step-of-all').getAttribute('aria-valuetext')).toBe('after 2 steps');
    await page.getByRole('button', { name: 'Close' }).click();
  });

  test('what is saved: the picture, with and without alpha, an animation, a report, a recipe that is one', async () => {
    const picture = await saved('Picture');
    expect(picture.name).toBe('coffee-pizza.png');
    expect(await sharp(picture.bytes).metadata()).toMatchObject({ width: 112, height: 112, hasAlpha: false });
    const alpha = await saved('Picture, see-through');
    expect(await sharp(alpha.bytes).metadata()).toMatchObject({ width: 112, height: 112, hasAlpha: true });
    const animation = await saved('Animation');
    expect((await sharp(animation.bytes, { animated: true }).metadata()).pages).toBe(6);
    expect((await saved('Report')).bytes.toString()).toMatch(/<!doctype html>[^]*pizza/);
    const recipe = JSON.parse((await saved('Recipe')).bytes.toString()) as Recipe;
    expect(() => checkRecipe(recipe)).not.toThrow();
    expect(recipe).toMatchObject({ name: 'pizza, pizza pie', photo: { path: 'coffee.png' } });
    expect(recipe.results.steps).toHaveLength(5);
  });

  test('photographs come by choice, by drop and by camera; what is none is said where one looks', async () => {
    const { page } = studio;
    await page.getByLabel('Choose photographs').setInputFiles(file('examples/photos/chelsea.png'));
    await page.getByRole('button', { name: 'chelsea.png', exact: true }).waitFor();
    const bytes = [...(await readFile(file('examples/photos/allium-oreophilum.jpg')))];
    await page.evaluate((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], 'dropped.jpg', { type: 'image/jpeg' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    }, bytes);
    await page.getByRole('button', { name: 'dropped.jpg', exact: true }).waitFor();
    await page.getByRole('button', { name: 'camera', exact: true }).click();
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByRole('button', { name: 'camera', exact: true }).first().waitFor();
    const text = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
    await page.getByLabel('Choose photographs').setInputFiles(text);
    await page.getByText(/cannot read .* as an image/).waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  test('nothing but the page itself was asked for, and nothing went wrong', () => {
    const foreign = studio.requests.filter(
      (url) => !url.startsWith(studio.url) && !/^(blob|data):/.test(url),
    );
    expect(foreign).toEqual([]);
    expect(studio.errors).toEqual([]);
  });
});

describe.skipIf(!findChromium())('what a link holds', () => {
  const studios = new Studios();
  afterAll(() => studios.close());

  test('the run, and not the photograph: it begins as it was; a broken one is said', async () => {
    const { page } = await studios.open(smallRun());
    await says(page, /^4 steps in/);
    await page.getByRole('button', { name: /Egyptian cat/ }).click();
    await page.getByRole('button', { name: 'Accentuate: Egyptian cat' }).click();
    await says(page, /^4 steps in/);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => page.url()).toMatch(/#run=/);
    const hash = new URL(page.url()).hash;
    expect(hash.length).toBeLessThan(1000);
    const again = await studios.open(hash);
    await says(again.page, /^4 steps in/);
    expect(isDifferent(await pixelsOf(again.page, 'result'), await pixelsOf(page, 'result'))).toBe(false);

    const broken = await studios.open('#run=abc');
    await broken.page.getByText('the link is not whole: copy it again, all of it').waitFor();
  });
});
