// What goes wrong in the studio is said where one looks, and what was made stays: networks, labels, a worker that fails.
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type OpenStudio, Studios, findChromium, isDifferent, pixelsOf, says, smallRun } from './page.js';

const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const OPEN = 'Open an ONNX network of your own, and a file of its labels';

describe.skipIf(!findChromium())('the studio', () => {
  const studios = new Studios();
  /** Of one person, who goes on in it. */
  let studio: OpenStudio;
  afterAll(() => studios.close());

  test('opens a network of one’s own: what was guessed is said to be, and changes when it is put right', async () => {
    const { page, errors } = (studio = await studios.open(smallRun()));
    await says(page, /^4 steps in/);
    await page.locator('summary', { hasText: 'The network' }).click();
    await page
      .getByLabel(OPEN)
      .setInputFiles([
        file('tests/fixtures/mini-inception/model.onnx'),
        file('tests/fixtures/mini-inception/labels.txt'),
      ]);
    const range = page.locator('tr', { hasText: 'range' });
    await range.getByText('a guess: nothing says it').waitFor();
    const scores = (): Promise<string> =>
      page.locator('section', { hasText: 'The network says' }).innerText();
    const guessed = await scores();
    await page.getByLabel('range of pixels').selectOption({ label: '−1 to 1' });
    await range.getByText('a guess').waitFor({ state: 'detached' });
    await expect.poll(scores).not.toBe(guessed);
    await page.getByRole('button', { name: /^Accentuate/ }).click();
    await says(page, /^4 steps in/);
    expect(errors).toEqual([]);
  });

  test('a file that is no network is one message, and what was open stays open', async () => {
    const { page } = studio;
    const text = { name: 'broken.onnx', mimeType: '', buffer: Buffer.from('<html>not a network</html>') };
    await page.getByLabel(OPEN).setInputFiles([text]);
    const message = page.getByRole('alert').getByText(/broken\.onnx/);
    await message.waitFor();
    expect((await message.innerText()).length).toBeLessThan(500);
    expect(await page.locator('summary', { hasText: 'The network' }).innerText()).toContain('model.onnx');
    await page.getByRole('button', { name: /^Accentuate/ }).click();
    await says(page, /^step|^preparing/);
    await says(page, /^4 steps in/);
  });

  test('a worker that fails is another soon: runs that were made stay, and the next one runs', async () => {
    const { page } = studio;
    const made = await pixelsOf(page, 'result');
    const [worker] = page.workers();
    await worker!.evaluate(() => {
      setTimeout(() => {
        throw new RangeError('out of memory');
      });
    });
    await page.getByText(/the worker that computes has failed .*out of memory.* was started again/).waitFor();
    expect(isDifferent(await pixelsOf(page, 'result'), made)).toBe(false);
    await page.getByRole('button', { name: /^Accentuate/ }).click();
    await says(page, /^step|^preparing/);
    await says(page, /^4 steps in/);
    expect(isDifferent(await pixelsOf(page, 'result'), made)).toBe(false);
  });
});
