// The studio without a mouse, without sight, on a phone and in the dark: axe finds nothing serious, and keys do all.
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, describe, expect, test } from 'vitest';
import { type OpenStudio, Studios, findChromium, says, smallRun } from './page.js';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

describe.skipIf(!findChromium())('the studio', () => {
  const studios = new Studios();
  afterAll(() => studios.close());

  /** What axe finds that keeps people out. */
  async function serious({ page }: OpenStudio): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  test.each([
    ['light', 'wide', WIDE],
    ['dark', 'narrow', NARROW],
  ] as const)(
    '%s and %s, then the other theme: axe has nothing serious to say',
    async (theme, _, viewport) => {
      const studio = await studios.open(smallRun(), {
        viewport,
        colorScheme: theme,
        reducedMotion: 'reduce',
      });
      const { page } = studio;
      await says(page, /^4 steps in/);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await serious(studio)).toEqual([]);
      }
      // nothing is wider than the screen
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(viewport.width);
    },
  );

  test('keys reach everything in the order of reading, and do it', async () => {
    const { page } = await studios.open(smallRun());
    await says(page, /^4 steps in/);
    await page.getByRole('button', { name: 'cat', exact: true }).focus();
    const order: string[] = [];
    for (let last = false; !last && order.length < 80;) {
      const { name, isEnd } = await page.evaluate(() => {
        const at = document.activeElement;
        const text = at?.getAttribute('aria-label') ?? at?.textContent ?? '';
        return { name: text.trim().slice(0, 60), isEnd: at === document.body };
      });
      order.push(name);
      last = isEnd;
      await page.keyboard.press('Tab');
    }
    const at = (name: RegExp): number => order.findIndex((one) => name.test(one));
    const reading = [
      /^cat$/,
      /accentuated for leopard/,
      /^Picture$/,
      /Egyptian cat/,
      /^Any of/,
      /^Accentuate/,
    ];
    const found = reading.map(at);
    expect(found, order.join(' | ')).not.toContain(-1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    await page.getByRole('button', { name: /tabby/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Accentuate: tabby' }).focus();
    await page.keyboard.press('Space');
    await says(page, /^4 steps in/);
    expect(await page.getByTestId('said').innerText()).toMatch(/tabby (rose|fell) from/);
  });
});
