// Whether the pictures of a run's feature are to be believed: a quick audit in the page, which can be stopped, and its page.
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, describe, expect, test } from 'vitest';
import { Studios, findChromium, says, smallRun } from './page.js';

describe.skipIf(!findChromium())('audits in the studio', () => {
  const studios = new Studios();
  afterAll(() => studios.close());

  test('by keys, on a phone: stopped, begun again, read, and saved as the page that it is', async () => {
    const { page, errors } = await studios.open(smallRun({ steps: 2 }), {
      viewport: { width: 390, height: 844 },
    });
    await says(page, /^2 steps in/);
    const audit = page.getByRole('button', { name: 'Audit', exact: true });
    await audit.focus();
    await page.keyboard.press('Enter');
    // 2 seeds in 2 parameterizations, 2 other features, and shuffled weights
    await page.getByText(/^audit: .*leopard.*, step \d+ of 14$/).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await audit.waitFor();
    await audit.press('Space');
    const read = page.frameLocator('iframe');
    const title = 'Are pictures of leopard, Panthera pardus to be believed?';
    await read.getByRole('heading', { name: title }).waitFor({ timeout: 120_000 });
    await read
      .getByText(/40 crops of the photograph itself stand for them, which is a weak reference/)
      .waitFor();
    expect(await read.getByText(/not measured|sound|doubtful/).count()).toBeGreaterThan(8);
    // one of them with the weights shuffled
    expect(await read.getByRole('img', { name: /^fourier, seed \d$/ }).count()).toBe(3);
    // the page within, where axe cannot run, is looked at in tests/browser/audit.test.ts
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the audit' }).press('Enter');
    const file = await saved;
    expect(file.suggestedFilename()).toBe('chelsea-leopard-audit.html');
    expect(await readFile(await file.path(), 'utf8')).toContain(`<h1>${title}</h1>`);
    expect(errors).toEqual([]);
  });
});
