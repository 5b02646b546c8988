// Takes the pictures that the figures of docs/idea.md show before their first run: each turned twice, and seen as it is then.
//   npm run docs:idea
// made from: studio/src/article/parts.ts, studio/src/article/Pane.svelte, studio/src/worker/turned.ts
import http from 'node:http';
import path from 'node:path';
import sharp from 'sharp';
import sirv from 'sirv';
import { recordMade } from '../studies/dist/common/made.js';
import { newPage, root, withBrowser } from './looked-at.mjs';

/** What is turned of each figure, by the names of its knobs: the run that is compared with, and the one that is shown. */
const FIGURES = {
  seed: [{}, { 'The seed': 4 }],
  crops: [{ 'The smallest crop': 0 }, { 'The smallest crop': 2 }],
  regularizer: [{ 'Its strength': 0 }, { 'Its strength': 3 }],
  balance: [{ 'Its strength': 1 }, { 'Its strength': 5 }],
  opacity: [{}],
};

const serve = sirv(path.join(root, 'site/dist'), { dev: true });
const server = http.createServer((request, response) =>
  serve(request, response, () => response.writeHead(404).end()),
);
await new Promise((listens) => server.listen(0, '127.0.0.1', listens));

/** Waits until a figure's run has ended. */
const ends = (figure) => figure.getByText(/^\s*activation .* s\s*$/).waitFor({ timeout: 300_000 });

await withBrowser(async (browser) => {
  const page = await newPage(browser, { viewport: { width: 1280, height: 960 }, colorScheme: 'light' });
  await page.goto(`http://127.0.0.1:${server.address().port}/idea.html`);
  for (const [name, runs] of Object.entries(FIGURES)) {
    const figure = page.getByRole('region', { name: `To try: ${name}` });
    for (const knobs of runs) {
      for (const [knob, at] of Object.entries(knobs))
        await figure.getByRole('slider', { name: knob }).fill(String(at));
      if (!Object.keys(knobs).length) await figure.getByRole('button', { name: 'Compute it here' }).click();
      // the hand rests, and the run begins
      await figure.getByRole('button', { name: 'Stop' }).waitFor({ timeout: 60_000 });
      await ends(figure);
    }
    if (name === 'opacity') await figure.getByRole('slider', { name: 'All else fades' }).fill('10');
    // words are the page's, and its bar would lie over what is scrolled under it
    await page.addStyleTag({ content: '.VPNav, .try-figure figcaption { display: none !important; }' });
    const file = path.join(root, `docs/pictures/idea/${name}.webp`);
    await sharp(await figure.locator('.panes').screenshot())
      .webp({ quality: 86 })
      .toFile(file);
    await recordMade([`docs/pictures/idea/${name}.webp`]);
    console.log(path.relative(root, file));
  }
});
server.close();
server.closeAllConnections();
