// Proves that two workers do a plan of very many jobs once each, and that neither starves.
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { channel, loadModel, recipe } from 'faccent';
import { expect, test } from 'vitest';
import { addJobs } from '../../packages/faccent/src/cli/atlas/add.js';
import { statusOf } from '../../packages/faccent/src/cli/atlas/status.js';
import { miniInception } from '../../packages/faccent/src/testing/mini-inception.js';
import { workFolder } from './command.js';
import { tell, times } from './faults.js';

const at = workFolder('atlas-many');
const trivial = fileURLToPath(new URL('trivial-worker.mjs', import.meta.url));

test('jobs that compute nothing are done once each, half by either worker', async () => {
  const model = await loadModel(miniInception);
  const objective = channel({ layer: 'mixed4a', unit: 0 });
  const first = await recipe({ model, objective, options: { threads: 1 } });
  const count = times(600, 100_000);
  const wanted = Array.from({ length: count }, (_, randomSeed) => ({
    layer: 'mixed4a',
    request: { ...first, settings: { ...first.settings, randomSeed } },
  }));
  expect(await addJobs(at('plan'), wanted)).toMatchObject({ added: count });

  const ended = await Promise.all(
    ['a', 'b'].map((name) => promisify(execFile)(process.execPath, [trivial, at('plan'), name])),
  );
  const each = ended.map(({ stdout }) => JSON.parse(stdout) as { done: number; seconds: number });
  const done = each.map((one) => one.done);
  expect(done.reduce((sum, one) => sum + one, 0)).toBe(count);
  for (const one of done) expect(one).toBeGreaterThan(count / 10);
  const results = readdirSync(at('plan/results'));
  expect(results).toHaveLength(count);
  for (const id of results.slice(0, 200))
    expect(readFileSync(at('plan/results', id, 'recipe.json'), 'utf8')).toBe(`of ${id}\n`);
  expect(await statusOf(at('plan'))).toMatchObject({
    jobs: count,
    done: count,
    failed: 0,
    waiting: 0,
    lost: 0,
  });

  const seconds = Math.max(...each.map((one) => one.seconds));
  const shares = done.map((one) => `${((100 * one) / count).toFixed(0)} %`).join(' and ');
  tell({
    section: 'runs',
    what: 'jobs of an atlas that compute nothing, by two workers, each result on the disk before it has its name',
    tried: count,
    outcome: `each has one result; ${Math.round(count / seconds)} a second, ${shares} by each`,
  });
});
