// The example in docs/atlas.md is what a plan in that state says.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { linesOf } from './print-status.js';

const page = readFileSync(new URL('../../../../../docs/atlas.md', import.meta.url), 'utf8');

test('a plan on its way, as the page shows it', () => {
  const jobs = { jobs: 800, done: 512, running: 4, failed: 0, waiting: 284, lost: 0, workers: 4 };
  // 288 are left
  const lines = [...linesOf({ ...jobs, perSecond: 1.3, secondsLeft: 288 / 1.3, failures: [] })];
  expect(page).toContain(`\`\`\`text\n${lines.map(stripVTControlCharacters).join('\n')}\n\`\`\`\n`);
});
