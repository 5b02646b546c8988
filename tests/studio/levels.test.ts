// A run that has ended becomes a series of levels, to slide along, beside its steps.
import { afterAll, describe, expect, test } from 'vitest';
import { Studios, findChromium, isDifferent, pixelsOf, says, smallRun } from './page.js';

describe.skipIf(!findChromium())('levels in the studio', () => {
  const studios = new Studios();
  afterAll(() => studios.close());

  test('are made of a run that has ended, slid along, and left for its steps', async () => {
    const { page, errors } = await studios.open(smallRun());
    await says(page, /^4 steps in/);
    const last = await pixelsOf(page, 'result');
    await page.getByRole('button', { name: 'Levels', exact: true }).click();
    const slider = page.getByTestId('level');
    await slider.waitFor({ timeout: 60_000 });
    const said = async (): Promise<number> => {
      const [, level] = /^level (\d+) of 11, activation (-?[\d.]+)$/.exec(
        (await slider.getAttribute('aria-valuetext'))!,
      )!;
      expect(Number(level) - 1).toBe(Number(await slider.inputValue()));
      return Number(
        await page
          .getByText(/^activation -?[\d.]+$/)
          .innerText()
          .then((text) => text.slice(11)),
      );
    };
    const highest = await said();
    const high = await pixelsOf(page, 'result');
    const reached = [];
    for (const at of ['0', '5', '10']) {
      await slider.fill(at);
      reached.push(await said());
    }
    expect(reached).toEqual([...reached].sort((a, b) => a - b));
    expect(reached.at(-1)).toBe(highest);
    expect(reached[0]!).toBeLessThan(highest);
    await slider.fill('0');
    expect(isDifferent(await pixelsOf(page, 'result'), high)).toBe(true);
    // a step is a picture of the run again
    await page.getByTestId('step').fill('4');
    await expect.poll(async () => isDifferent(await pixelsOf(page, 'result'), last)).toBe(false);
    expect(errors).toEqual([]);
  });
});
