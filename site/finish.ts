// What is done with the built pages: what they link to comes with them, a service worker keeps them, and they are checked.
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changedSinceMade, keptThings, stale } from '../studies/common/made.js';
import { writeServiceWorker } from '../studio/build/service-worker.js';
import { checkSite } from '../studies/common/site-check.js';
import { root } from '../studies/common/root.js';
import { linkedFiles } from './links.js';
import { writeTexts } from './llms.js';
import { NOT_FOUND } from './not-found.js';
import { STUDIO } from './studio.js';
import { misquoted } from '../studies/common/quotes.js';

/** Makes a folder of pages a site. @throws Error with all that is wrong in it */
export async function finish(folder: string): Promise<void> {
  for (const file of linkedFiles) copyLinked(file, path.join(folder, 'files'));
  writeFileSync(path.join(folder, '404.html'), NOT_FOUND);
  // it has a service worker and a list of files of its own
  await writeServiceWorker(folder, 'site-files.json');
  writeTexts(folder);
  cpSync(STUDIO, path.join(folder, 'studio'), { recursive: true });
  for (const line of keptThings()) console.log(line);
  const misquotes = misquoted(path.join(root, 'docs'), 'index.md');
  // everyday tests, and scripts that take pictures of the pages, take what may be of before
  const old = process.env.FACCENT_STALE === 'allowed' ? [] : await stale();
  const wrong = [...checkSite(folder), ...changedSinceMade(), ...old, ...misquotes];
  if (wrong.length) throw new Error(`the site is not right:\n${wrong.join('\n')}`);
}

/** Copies what pages link to: a file, or a folder with a page that lists what is in it. */
function copyLinked(file: string, to: string): void {
  const target = path.join(to, file);
  if (existsSync(path.join(root, file))) return cpSync(path.join(root, file), target, { recursive: true });
  const name = path.dirname(file);
  cpSync(path.join(root, name), path.dirname(target), { recursive: true });
  const files = readdirSync(path.join(root, name), { withFileTypes: true }).filter((entry) => entry.isFile());
  const lines = files.map((entry) => `<li><a href="${entry.name}">${entry.name}</a></li>`);
  writeFileSync(
    target,
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><h1>${name}</h1><ul>${lines.join('')}</ul></html>\n`,
  );
}
