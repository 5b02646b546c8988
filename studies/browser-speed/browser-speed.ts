// Measures how soon a page shows a change, and how fast its steps are, in Chromium on WASM beside Node.js, and writes that
// part of docs/performance.md.
//
//   npm run study browser-speed -- [--canvas 224] [--views 1,4,16]
//
// measures the machine
// made from: studies/browser-speed/page
//
// Chromium is the first on PATH, or CHROMIUM_PATH. It takes some minutes; times say something only where nothing else runs.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readPhotograph } from 'faccent';
import type { Page } from 'playwright-core';
import { shippedPhotograph } from '../common/files.js';
import { writePart } from '../performance/page.js';
import { type Changes, Measurer, type Parts, type Setting, type StepTimes } from './measure.js';
import { type Measured, partOf } from './part.js';
import type {} from './page/main.js';
import type { Ask } from './page/worker.js';
import { served, visit } from './visit.js';

const PHOTOGRAPHS = ['nagasaki-boats.jpg', 'chelsea.png'] as const;

const { values: given } = parseArgs({
  options: { canvas: { type: 'string', default: '224' }, views: { type: 'string', default: '1,4,16' } },
});
const canvas = Number(given.canvas);
const threadCounts = availableParallelism() > 1 ? [1, 2] : [1];
const settings = threadCounts.flatMap((threads) =>
  given.views.split(',').map((views): Setting => ({ views: Number(views), threads })),
);
/** What a page begins with. */
const usual: Setting = { views: 4, threads: threadCounts.at(-1)! };

const scratch = mkdtempSync(path.join(tmpdir(), 'faccent-browser-speed-'));
const { url, close } = await served(scratch);

const told = <T>(what: string, value: T): T => {
  console.error(what, value);
  return value;
};

const asked = <T>(page: Page, what: Ask['what'], setting: Setting): Promise<T> =>
  page.evaluate((ask) => globalThis.ask(ask) as Promise<unknown>, {
    ...{ what, canvas, ...setting },
    photographs: PHOTOGRAPHS.map((file) => `/${file}`) as unknown as Ask['photographs'],
  } satisfies Ask) as Promise<T>;

const kept = path.join(scratch, 'kept');
const visited = (): ReturnType<typeof visit<Parts>> =>
  visit(url, kept, (page) => asked<Parts>(page, 'unprepared', usual));
const first = told('first visit', await visited());
const later = told('later visit', await visited());

const inBrowser: Measured[] = [];
for (const threads of threadCounts)
  await visit(url, kept, async (page) => {
    for (const setting of settings.filter((s) => s.threads === threads)) {
      const changes = await asked<Changes>(page, 'prepared', setting);
      const times = await asked<StepTimes>(page, 'steps', setting);
      inBrowser.push(told('browser', { ...setting, changes, times }));
    }
  });

const [one, other] = await Promise.all(
  PHOTOGRAPHS.map((file) => readPhotograph(shippedPhotograph(file), { size: canvas })),
);
const measurer = await Measurer.open([one!, other!]);
const unprepared = told('Node.js', await measurer.unprepared(usual));
const inNode: Measured[] = [];
for (const setting of settings) {
  const changes = await measurer.prepared(setting);
  inNode.push(told('Node.js', { ...setting, changes, times: await measurer.steps(setting) }));
}
await close();
rmSync(scratch, { recursive: true });

const { text, holds } = partOf({
  ...{ canvas, usual, chromium: first.version, inBrowser, inNode },
  visits: { 'first visit': first.done, 'later visit': later.done, 'Node.js': unprepared },
});
console.log(text);
await writePart('browser-speed', text);
process.exitCode = holds ? 0 : 1;
