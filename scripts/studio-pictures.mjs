// Takes the pictures of docs/studio.md: the built studio in a Chromium, wide, dark and on a phone, with the runs that it does.
//   npm run docs:studio
//
// made from: studio/src
import { lookAt, newPage, take } from './looked-at.mjs';

const ends = (page) =>
  page.waitForFunction(
    () => /steps in/.test(document.querySelector('[data-testid=progress]')?.textContent ?? ''),
    null,
    { timeout: 300_000 },
  );
const picture = async (page, name) => {
  await page.evaluate(() => window.scrollTo(0, 0));
  // what fades in when a run ends has to rest
  await take(page, `studio-${name}`, { wait: 4000, quality: 88 });
};

await lookAt(['studio', '--no-open'], {}, async (url, browser) => {
  const open = async (options) => {
    const page = await newPage(browser, options);
    await page.goto(url);
    await ends(page);
    return page;
  };
  const page = await open({ viewport: { width: 1280, height: 960 }, colorScheme: 'light' });
  await picture(page, 'leopard');
  const stage = await page.locator('.stage').boundingBox();
  await page.mouse.click(stage.x + 0.32 * stage.width, stage.y + 0.36 * stage.height);
  await page.getByRole('region', { name: 'Here' }).getByRole('button').first().waitFor();
  await page.getByRole('region', { name: 'Here' }).getByRole('button').last().hover();
  await picture(page, 'here');

  const dark = await open({ viewport: { width: 1280, height: 960 }, colorScheme: 'dark' });
  await dark.getByRole('button', { name: 'coffee', exact: true }).click();
  await dark.getByRole('button', { name: /espresso/ }).waitFor();
  await dark.getByLabel(/^Any of the 1000 classes/).click();
  await dark.keyboard.type('pizza');
  await dark.getByRole('option', { name: 'pizza, pizza pie' }).click();
  await dark.getByRole('button', { name: 'Accentuate: pizza' }).click();
  await ends(dark);
  for (const box of await dark.getByRole('checkbox', { name: 'compare' }).all()) await box.check();
  await dark.getByTestId('step-of-all').waitFor();
  await picture(dark, 'beside');

  const phone = await open({
    viewport: { width: 390, height: 844 },
    colorScheme: 'light',
    isMobile: true,
    hasTouch: true,
  });
  await picture(phone, 'phone');
});
