// Proves that workers of a plan that are killed, stopped, preempted or out of room lose nothing: every job has one result,
// the same to the byte as a single worker's.
import { cpSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Started, photo, photos, start, workFolder } from './command.js';
import { stream, tell, times } from './faults.js';

const at = workFolder('atlas');
const quotaModule = fileURLToPath(new URL('quota.mjs', import.meta.url));

/** A lease, in seconds: tokens are touched four times as often. */
const LEASE = 1.5;

const PHOTOGRAPHS = readdirSync(photos)
  .filter((name) => /\.jpe?g$/.test(name))
  .map((name) => path.join(photos, name));

/** A network whose graphs are made in a moment. */
const tiny = fileURLToPath(new URL('../../packages/faccent/src/fixtures/tiny.onnx', import.meta.url));
const onTiny = ['--model', tiny, '--input-size', '32', '--range', '0,1', '--regularize', 'conv2'];
const small = [...onTiny, '--size', '48', '--views', '1'];

const PLAN = [
  ...['--photos', ...PHOTOGRAPHS, ...small, '--steps', `${times(80, 160)}`],
  ...['--layers', `relu1:0-${times(1, 7)}`, `relu2:0-${times(1, 5)}`],
];

const names = (...folder: string[]): string[] => readdirSync(at(...folder)).sort();

/** All files of all results, as they are. */
const results = (folder: string): Record<string, string> =>
  Object.fromEntries(
    names(folder, 'results').flatMap((id) =>
      names(folder, 'results', id).map((name) => [
        `${id}/${name}`,
        readFileSync(at(folder, 'results', id, name), 'base64'),
      ]),
    ),
  );

const worker = (folder: string, env: Record<string, string> = {}): Started =>
  start(at(), ['atlas', 'work', at(folder), '--lease', `${LEASE}`], env);

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The job that a worker has now. */
const jobOf = ({ pid }: Started, folder: string): string | undefined =>
  names(folder, 'running').find((name) => name.includes(`-${pid}-`));

/** Waits until a worker has a job, and is some way into it. */
async function inJob(one: Started, folder: string, milliseconds: number): Promise<void> {
  await until(() => jobOf(one, folder) !== undefined);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

test('one killed, one stopped past its lease, one preempted, one out of room, one that lives', async () => {
  expect(await start(at(), ['atlas', 'plan', ...PLAN, '--out', at('alone')]).ended).toMatchObject({
    ...{ status: 0, stderr: '' },
  });
  cpSync(at('alone'), at('plan'), { recursive: true });
  const jobs = names('alone/todo').flatMap((group) => names('alone/todo', group)).length;
  expect(jobs).toBeGreaterThan(8);
  expect(await worker('alone').ended).toEqual({ status: 0, stderr: '' });
  const expected = results('alone');
  expect(Object.keys(expected)).toHaveLength(4 * jobs);

  const next = stream(77);
  const rounds = times(1, 10);
  let preempted = 0;
  for (let round = 0; round < rounds; round++) {
    const folder = `plan-${round}`;
    cpSync(at('plan'), at(folder), { recursive: true });
    const full = {
      FACCENT_QUOTA: '1',
      FACCENT_QUOTA_FOLDER: at(folder),
      NODE_OPTIONS: `--import ${quotaModule}`,
    };
    const [killed, stopped, ended] = [worker(folder), worker(folder), worker(folder)];
    const outOfRoom = worker(folder, full);
    await inJob(killed, folder, next(150));
    killed.kill('SIGKILL');
    await inJob(stopped, folder, next(150));
    stopped.kill('SIGSTOP');
    const token = jobOf(stopped, folder);
    await inJob(ended, folder, next(150));
    ended.kill('SIGTERM');
    const living = worker(folder);

    expect(await killed.ended).toMatchObject({ status: 137 });
    expect(await ended.ended).toEqual({ status: 143, stderr: '' });
    preempted += existsSync(at(folder, 'kept')) ? names(folder, 'kept').length : 0;
    const { status, stderr } = await outOfRoom.ended;
    expect(stderr).toMatch(/^error: .* cannot be worked on.*the disk is full.*put back for others\n$/s);
    expect(status).toBe(1);
    // long enough for another to take its job over
    await until(() => token === undefined || !names(folder, 'running').includes(token));
    stopped.kill('SIGCONT');
    expect(await living.ended).toEqual({ status: 0, stderr: '' });
    expect(await stopped.ended).toEqual({ status: 0, stderr: '' });

    for (const part of ['running', 'failed', 'kept']) expect(names(folder, part)).toEqual([]);
    expect(names(folder, 'todo').flatMap((group) => names(folder, 'todo', group))).toEqual([]);
    const made = results(folder);
    expect(Object.keys(made)).toEqual(Object.keys(expected));
    expect(made).toEqual(expected);
    rmSync(at(folder), { recursive: true });
  }
  tell({
    section: 'runs',
    what: `five workers of an atlas of ${jobs} jobs: one killed, one stopped past its lease, one preempted, one out of room`,
    tried: rounds,
    outcome: `every job has one result, the same to the byte as a single worker's (${preempted} went on from where they were preempted)`,
  });
});

test('a job that is preempted again and again goes on from step to step', async () => {
  const long = ['--photos', photo, ...small, '--steps', '1500'];
  const plan = await start(at(), ['atlas', 'plan', ...long, '--layers', 'relu2:0', '--out', at('whole')])
    .ended;
  expect(plan).toMatchObject({ status: 0, stderr: '' });
  cpSync(at('whole'), at('parts'), { recursive: true });
  expect(await worker('whole').ended).toMatchObject({ status: 0 });
  let kept = 0;
  for (let i = 1; kept < times(1, 5) && names('parts/results').length === 0; i++) {
    const one = worker('parts');
    await inJob(one, 'parts', 300 * i);
    one.kill('SIGTERM');
    expect((await one.ended).stderr).toBe('');
    kept += names('parts/kept').length;
    expect(names('parts/running')).toEqual([]);
  }
  expect(kept).toBeGreaterThan(0);
  expect(await worker('parts').ended).toEqual({ status: 0, stderr: '' });
  expect(results('parts')).toEqual(results('whole'));
  expect(names('parts/kept')).toEqual([]);
  tell({
    section: 'runs',
    what: 'a job of an atlas that is preempted (SIGTERM) and taken up by other workers',
    tried: kept,
    outcome: 'went on from the step where it was left to the same files to the byte',
  });
});
