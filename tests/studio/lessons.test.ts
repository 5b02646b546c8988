// docs/lessons.md is what happens: a class follows its words in a Chromium, without a network after what is done the day
// before, and every control that the page names in bold is there by that name. It takes minutes: `npm run docs` does it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type Locator, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import { root } from '../../studies/common/root.js';
import { type Host, host } from './host.js';
import { isDifferent, pixelsOf, says } from './page.js';

const text = readFileSync(path.join(root, 'docs/lessons.md'), 'utf8');
const [before, ...lessons] = text.split(/^## (?=\d)/m) as [string, ...string[]];

test.each(lessons.map((lesson) => [lesson.split('\n')[0]!, lesson] as const))(
  'lesson %s has 45 minutes',
  (_, lesson) => {
    const minutes = [...lesson.matchAll(/^\| (\d+) /gm)].map(([, n]) => Number(n));
    expect(minutes.reduce((sum, n) => sum + n, 0)).toBe(45);
  },
);

/** What is bold, but for what begins a paragraph as its heading. */
const bold = (part: string): string[] =>
  [...part.replaceAll(/(?<=\n\n)\*\*.+?\*\*/g, '').matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name!);

/** The controls that the page names, each once. */
const NAMED = new Set([before, ...lessons].flatMap(bold));

describe.runIf(process.env.FACCENT_RUN_PAGES === '1' && findChromium())(
  'with a class',
  { timeout: 400_000 },
  () => {
    let away: Host;
    let browser: Browser;
    let page: Page;
    const used = new Set<string>();

    beforeAll(async () => {
      away = await host({ at: '/school/' });
      browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
      page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
      page.setDefaultTimeout(60_000);
    });
    afterAll(async () => {
      await browser?.close();
      away?.close();
    });

    /** What the page shows under a name, in words of its own or in an empty field. */
    function named(name: string): Locator {
      used.add(name);
      return page
        .locator(`xpath=//*[text()[normalize-space()="${name}"]]`)
        .or(page.getByPlaceholder(name, { exact: true }))
        .filter({ visible: true })
        .first();
    }
    const photograph = (name: string): Promise<void> =>
      page.getByRole('button', { name, exact: true }).click();
    /** Presses the button, whose name goes on with the feature's. */
    async function accentuate(feature: string): Promise<void> {
      used.add('Accentuate');
      await page.getByRole('button', { name: `Accentuate: ${feature}`, exact: true }).click();
      await says(page, /^(?:preparing|step)/);
      await says(page, /steps in/);
    }
    async function choose(name: string): Promise<void> {
      await named('any class…')
        .or(page.getByLabel(/^Any of the 1000 classes/))
        .click();
      await page.getByRole('listbox').getByRole('option').first().waitFor();
      await page.keyboard.type(name);
      await page.getByRole('option', { name: new RegExp(`^${name}\\b`) }).click();
    }
    async function network(name: string): Promise<void> {
      const button = page.getByRole('button', { name, exact: true });
      if (!(await button.isVisible())) await named('The network').click();
      await named(name).click();
      await named('The network says').waitFor();
      await page.getByRole('region', { name: 'The network says' }).getByRole('button').nth(5).waitFor();
    }
    /** Opens the studio. Runs are short, and their canvas small where it is to be: the page asks for neither. */
    async function open(canvas = '112'): Promise<void> {
      await page.goto(away.url);
      await page.getByRole('button', { name: /Egyptian cat/ }).waitFor();
      await named('more: steps, canvas, views …').click();
      await page.getByLabel('steps', { exact: true }).fill('3');
      await page.getByLabel('canvas, pixels a side').selectOption(canvas);
    }

    test('the day before', async () => {
      await open();
      await named('Stop').click();
      await says(page, /steps in/);
      await network('efficientnet-lite0');
      await network('efficientnet-lite0-robust');
      await page.waitForFunction(async () => {
        const [name] = (await caches.keys()).filter((key) => key.startsWith('faccent-studio '));
        const kept = await (await caches.open(name!)).keys();
        return kept.filter(({ url }) => /model\.onnx/.test(url)).length === 2;
      });
      away.close();
    });

    test('1: what does it look for?', async () => {
      await open();
      await says(page, /^step/);
      await photograph('boats');
      await page.getByRole('button', { name: /^submarine/ }).waitFor();
      await choose('pirate');
      await accentuate('pirate');
      const result = await pixelsOf(page, 'result');
      await page.getByTestId('step').fill('1');
      expect(isDifferent(await pixelsOf(page, 'result'), result)).toBe(true);
      await page.getByTestId('step').fill('3');
      await page.getByRole('application').focus();
      await page.keyboard.down('c');
      await expect.poll(() => page.getByTestId('result').isVisible()).toBe(false);
      await page.keyboard.up('c');
      await named('what it looked at').waitFor();
      await page.getByTestId('opacity').fill('100');
      expect((await pixelsOf(page, 'result')).some((value, i) => i % 4 === 3 && value < 128)).toBe(true);
      await page.getByTestId('opacity').fill('0');
      await page.locator('.curve svg').getByText(/activation/).waitFor(); // prettier-ignore
      used.add('activation');
      const [, from, to] = /activation (\S+) → (\S+)/.exec(
        (await page.getByTestId('progress').textContent())!,
      )!;
      expect(Number(to)).toBeGreaterThan(Number(from));

      for (const name of ['+ yours', 'camera']) await named(name).waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), named('Picture').click()]);
      expect(download.suggestedFilename()).toMatch(/pirate\.png$/);
    });

    test('2: from edges to animals', async () => {
      await open('224');
      await named('Stop').click();
      const list = page.getByRole('region', { name: 'Here' });
      const at = async (x: number, y: number): Promise<string[]> => {
        const { width, height } = (await page.locator('.stage').boundingBox())!;
        await page.locator('.stage').click({ position: { x: x * width, y: y * height } });
        await list.getByText(`${100 * y}% from the top`).waitFor();
        await list.getByRole('button').first().waitFor();
        return (await list.locator('.name').allInnerTexts()).map((name) => name.trim());
      };
      await named('Here').waitFor();
      const eye = await at(0.32, 0.36);
      // the channels that the page speaks of, and its order
      expect(eye).toEqual(expect.arrayContaining(['block1a:11', 'head:513']));
      for (const name of [eye[0]!, eye[Math.floor(eye.length / 2)]!, eye.at(-1)!]) {
        await list.getByText(name, { exact: true }).click();
        await accentuate(name);
      }
      await named('Runs').waitFor();
      expect(await page.getByRole('checkbox', { name: 'compare' }).count()).toBe(4);
      const [fur, background] = [await at(0.6, 0.64), await at(0.96, 0.44)];
      expect(fur).not.toEqual(background);
      const twice = eye.filter((name) => fur.includes(name) || background.includes(name));
      expect(twice.length).toBeGreaterThan(0);
      expect(twice.length).toBeLessThan(eye.length);
    });

    test('3: should you believe it?', async () => {
      await open();
      await named('Stop').click();
      await photograph('coffee');
      await page.getByRole('button', { name: /^espresso/ }).waitFor();
      await choose('pizza');
      await accentuate('pizza');
      const slider = page.getByRole('slider', { name: /^From closer/ });
      for (const [name, value] of [
        ['bolder', '8'],
        ['closer to the photo', '0'],
        [undefined, '4'],
      ] as const) {
        // prettier-ignore
        if (name) await named(name).waitFor();
        await slider.fill(value);
        if (name) await accentuate('pizza');
      }
      await named('seed of everything random').fill('1');
      await accentuate('pizza');
      await named('compare').waitFor();
      const boxes = await page.getByRole('checkbox', { name: 'compare' }).all();
      expect(boxes.length).toBe(5);
      for (const box of [boxes[1]!, boxes[4]!]) await box.check();
      await page.getByTestId('step-of-all').waitFor();
      expect(await page.locator('.grid canvas').count()).toBe(2);
      await named('Close').click();
      await network('efficientnet-lite0');
      await choose('pizza');
      await accentuate('pizza');
      await named('camera').waitFor();
    });

    test('every control that the page names was there', () => {
      expect([...NAMED].sort()).toEqual([...used].sort());
    });
  },
);
