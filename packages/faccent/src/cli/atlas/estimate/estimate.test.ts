// Proves that an estimate measures and writes nothing, counts what is left to do, and says what it cannot measure.
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Cost } from '../../../atlas/cost.js';
import { oneProcess } from '../../testing/command.js';
import { photo, tinyModel, workFolder } from '../../testing/folder.js';

const { at, faccent, names } = workFolder('estimate', oneProcess());

const other = path.join(path.dirname(photo), 'allium-oreophilum.jpg');
const run = ['--model', tinyModel, '--input-size', '32', '--range', '0,1', '--views', '1', '--size', '32'];
const plan = (...args: string[]) => faccent('atlas', 'plan', '--photos', photo, other, ...run, ...args);

test('says what is left, layer by layer, and leaves nothing behind', async () => {
  const jobs = ['--layers', 'relu2:0-2', '--steps', '3', '--json'];
  const { status, stdout, stderr } = await plan(...jobs, '--estimate', '--out', at('plan'), '--workers', '3');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const cost = JSON.parse(stdout) as Cost;
  expect(cost).toMatchObject({ jobs: 6, workers: 3, layers: [{ layer: 'relu2', jobs: 6 }] });
  expect(cost.hours).toBeCloseTo(cost.machineHours / 3, 8);
  expect(cost.machineHours).toBeGreaterThan((6 * cost.layers[0]!.secondsAJob) / 3600);
  // each has four small files and a folder
  expect(cost.gigabytes / 6).toBeGreaterThan(5e-6);
  expect(cost.gigabytes / 6).toBeLessThan(1e-4);
  expect(names()).toEqual([]);

  expect((await plan(...jobs.slice(0, -1), '--out', at('plan'), '--quiet')).status).toBe(0);
  expect((await faccent('atlas', 'work', at('plan'), '--quiet')).status).toBe(0);
  const before = names('plan/jobs');
  const done = await plan(...jobs.slice(0, -1), '--estimate', '--out', at('plan'));
  expect(done).toMatchObject({ status: 0, stdout: 'nothing is left to do\n' });
  const more = await plan(
    '--layers',
    'relu2:0-3',
    '--steps',
    '3',
    '--json',
    '--estimate',
    '--out',
    at('plan'),
  );
  expect(JSON.parse(more.stdout)).toMatchObject({ jobs: 2 });
  expect([names(), names('plan/jobs'), names('plan/results').length]).toEqual([['plan'], before, 6]);
});

test('long runs are told by short ones', async () => {
  const { stdout } = await plan('--layers', 'relu2:0', '--steps', '1000000', '--estimate', '--json');
  const { secondsAJob } = (JSON.parse(stdout) as Cost).layers[0]!;
  expect(secondsAJob).toBeGreaterThan(60);
  expect(secondsAJob).toBeLessThan(1e5);
});

test('what goes nowhere, and workers of a plan that is made, are refused', async () => {
  const without = await plan('--layers', 'relu2:0');
  expect(without).toMatchObject({ status: 1 });
  expect(without.stderr).toMatch(/^error: required option '--out <folder>'/m);
  const workers = await plan('--layers', 'relu2:0', '--out', at('other'), '--workers', '2');
  expect(workers.stderr).toMatch(/^error: --workers is said of an estimate/m);
});
