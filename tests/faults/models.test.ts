// Proves that models that are made to harm are refused in one clear message, or run: no crash, no hang, no flood of memory.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tell, times } from './faults.js';
import { hostile } from './hostile/all.js';
import { buildWorker } from './mutants/build.js';
import { faultOf } from './mutants/verdict.js';
import { watch } from './mutants/watch.js';

/** What a process that loads and runs a small network takes, and what a file of some hundred megabytes takes with it. */
const HEALTHY = 600e6;

let worker = '';
beforeAll(async () => void (worker = await buildWorker()));
afterAll(() => rmSync(path.dirname(worker), { recursive: true, force: true }));

test.each(Object.entries(hostile))('hostile models of kind %s', async (kind, models) => {
  const kinds = Object.entries(hostile).flatMap(([of, made]) => Object.keys(made).map(() => of));
  const first = kinds.indexOf(kind) - kinds.length;
  const faults: string[] = [];
  let [used, refused] = [0, 0];
  const count = times(2, Object.keys(models).length);
  for await (const report of watch(worker, {
    kind: 'trap',
    from: first,
    to: first + count,
    salt: '',
    memory: HEALTHY,
  })) {
    const fault = faultOf(report, HEALTHY);
    if (fault !== undefined)
      faults.push(
        `${report.seed} (${report.stage}): ${fault} ${report.ended?.error?.message ?? report.printed ?? ''}`.slice(
          0,
          500,
        ),
      );
    else if (report.ended?.error) refused++;
    else used++;
  }
  expect(faults).toEqual([]);
  const outcome = `${refused} refused in one message, ${used} run`;
  tell({ section: 'models', what: `hostile models: ${kind}`, tried: count, outcome });
});
