// Proves that workers do each job of a plan once: take over what the dead have left, try again what fails, lose nothing.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { channel, loadModel, recipe } from 'faccent';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { miniInception } from '../../testing/mini-inception.js';
import { type Wanted, addJobs, retryFailed } from './add.js';
import { jobsOf, readPlan } from './folder.js';
import type { Heartbeat } from './leases.js';
import { statusOf } from './status.js';
import { runningName } from './tokens.js';
import { type CarryOut, PlanFailure, type WorkOptions, workOn } from './worker.js';

let folder: string;
let first: Wanted['request'];
beforeAll(async () => {
  const model = await loadModel(miniInception);
  first = await recipe({ model, objective: channel({ layer: 'mixed4a', unit: 0 }), options: { threads: 1 } });
});
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'faccent-worker-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]): string => path.join(folder, ...names);
const names = (...part: string[]): string[] => readdirSync(at(...part)).sort();
const noHeartbeat: Heartbeat = {
  hold: () => undefined,
  letGo: () => undefined,
  stop: () => Promise.resolve(),
};
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Jobs of so many seeds, in so many layers. */
const jobs = (count: number, layer = 'mixed4a'): Wanted[] =>
  Array.from({ length: count }, (_, randomSeed) => ({
    layer,
    request: {
      ...{ ...first, objective: { name: 'channel', layer, unit: 0 } },
      settings: { ...first.settings, randomSeed },
    },
  }));

/** A job's work, that says who did it. */
const trivial =
  (worker: string, did: string[]): CarryOut =>
  async ({ id }) => {
    await later();
    did.push(`${worker} ${id}`);
    return { files: Promise.resolve(new Map([['recipe.json', `result of ${id}`]])) };
  };

const work = (worker: string, carryOut: CarryOut, more: Partial<WorkOptions> = {}) =>
  workOn(folder, { worker, lease: 60, heartbeat: noHeartbeat, sleep: later, carryOut, ...more });

/** Every job has its result, and nothing else is there. */
async function expectAllDone(): Promise<void> {
  const ids = [...(await jobsOf(folder)).keys()].sort();
  expect(names('results')).toEqual(ids);
  for (const id of ids)
    expect(readFileSync(at('results', id, 'recipe.json'), 'utf8')).toBe(`result of ${id}`);
  expect(names('running')).toEqual([]);
  expect(names('log').filter((name) => !name.endsWith('.jsonl'))).toEqual([]);
  expect(await statusOf(folder)).toMatchObject({ jobs: ids.length, done: ids.length, failed: 0, waiting: 0 });
}

test('several at once do each job once', async () => {
  await addJobs(folder, [...jobs(20), ...jobs(20, 'mixed4b')]);
  const did: string[] = [];
  const workers = ['a', 'b', 'c'];
  const worked = await Promise.all(workers.map((worker) => work(worker, trivial(worker, did))));
  expect(worked.reduce((sum, { done }) => sum + done, 0)).toBe(40);
  expect(new Set(did.map((line) => line.split(' ')[1])).size).toBe(40);
  expect(did).toHaveLength(40);
  // none starves
  for (const { done } of worked) expect(done).toBeGreaterThan(5);
  await expectAllDone();
});

test('shards divide the jobs', async () => {
  await addJobs(folder, jobs(30));
  const did: string[] = [];
  const { done } = await work('a', trivial('a', did), { shard: { index: 0, count: 2 } });
  expect(done).toBeGreaterThan(5);
  expect(done).toBeLessThan(25);
  expect((await statusOf(folder)).waiting).toBe(30 - done);
  await work('b', trivial('b', did), { shard: { index: 1, count: 2 } });
  expect(did).toHaveLength(30);
  await expectAllDone();
});

test('a shard waits for no other', async () => {
  await addJobs(folder, jobs(12));
  const [group] = names('todo') as [string];
  const isOdd = (id: string): boolean => parseInt(id.slice(0, 8), 16) % 2 === 1;
  const other = [...(await jobsOf(folder)).keys()].find(isOdd)!;
  renameSync(
    at('todo', group, `${other}~0`),
    at('running', runningName({ id: other, attempts: 0, group, worker: 'other' })),
  );
  const failing: CarryOut = () => Promise.reject(new Error('no number'));
  const { failed } = await work('a', failing, { shard: { index: 0, count: 2 } });
  expect(failed).toBe([...(await jobsOf(folder)).keys()].filter((id) => !isOdd(id)).length);
});

/** A worker that took a job and has not been heard of for so many seconds. */
async function leave(attempts: number, seconds: number): Promise<string> {
  const [[id, group]] = [...(await jobsOf(folder))] as [[string, string]];
  const token = at('running', runningName({ id, attempts, group, worker: 'dead' }));
  renameSync(at('todo', group, `${id}~0`), token);
  const then = Date.now() / 1000 - seconds;
  utimesSync(token, then, then);
  mkdirSync(at('results', `.${id}~dead.tmp`));
  writeFileSync(at('results', `.${id}~dead.tmp`, 'recipe.json'), 'half a res');
  return id;
}

describe('a job whose worker died', () => {
  test('is taken over once its lease has run out, and not before', async () => {
    await addJobs(folder, jobs(3));
    const id = await leave(0, 50);
    const did: string[] = [];
    let waited = 0;
    const stopped = (): boolean => waited > 2;
    await work('a', trivial('a', did), { stopped, onWaiting: () => waited++ });
    expect(did).toHaveLength(2);
    expect(did.join()).not.toContain(id);
    const worker = await work('a', trivial('a', did), { lease: 40 });
    expect(worker).toMatchObject({ done: 1, failed: 0 });
    await expectAllDone();
  });

  test('is given up where three have died of it', async () => {
    await addJobs(folder, jobs(2));
    const id = await leave(2, 100);
    const did: string[] = [];
    expect(await work('a', trivial('a', did))).toMatchObject({ done: 1, failed: 1 });
    expect((await statusOf(folder)).failures).toEqual([
      { id, error: expect.stringMatching(/^its worker died 3 times/) as string },
    ]);
    expect(names('results')).toHaveLength(1);
  });

  test('that lives after all throws its result away', async () => {
    await addJobs(folder, jobs(1));
    const [id] = [...(await jobsOf(folder)).keys()];
    const did: string[] = [];
    const slept = await work('sleeper', async (job, held) => {
      // asleep for long: another takes the job, and does it
      utimesSync(held.file, 0, 0);
      await work('quick', trivial('quick', did));
      return { files: Promise.resolve(new Map([['recipe.json', `another result of ${job.id}`]])) };
    });
    expect(did).toEqual([`quick ${id}`]);
    expect(slept).toMatchObject({ done: 0, failed: 0 });
    await expectAllDone();
  });

  test('and whose result is there, is done', async () => {
    await addJobs(folder, jobs(1));
    const id = await leave(0, 100);
    renameSync(at('results', `.${id}~dead.tmp`), at('results', id));
    expect(await work('a', trivial('a', []))).toMatchObject({ done: 0, failed: 0 });
    expect(names('running')).toEqual([]);
    expect(await statusOf(folder)).toMatchObject({ jobs: 1, done: 1 });
  });
});

describe('a job that fails', () => {
  test('is tried twice more, then written down, and the rest goes on', async () => {
    await addJobs(folder, jobs(4));
    const [bad] = [...(await jobsOf(folder)).keys()];
    let tries = 0;
    const did: string[] = [];
    const carryOut: CarryOut = (job, held) => {
      if (job.id !== bad) return trivial('a', did)(job, held);
      // at once, or as its files are made
      if (tries++ === 1) return Promise.resolve({ files: Promise.reject(new Error('no picture')) });
      return Promise.reject(new Error('no number'));
    };
    expect(await work('a', carryOut)).toMatchObject({ done: 3, failed: 1 });
    expect(tries).toBe(3);
    expect(await statusOf(folder)).toMatchObject({ done: 3, failed: 1, waiting: 0, running: 0 });
    expect(JSON.parse(readFileSync(at('failed', `${bad}.json`), 'utf8'))).toMatchObject({
      ...{ id: bad, error: 'no number', attempts: 3, worker: 'a' },
    });

    // nothing more is done, unless it is asked for
    expect(await work('a', trivial('a', did))).toMatchObject({ done: 0 });
    expect(await retryFailed(folder)).toBe(1);
    expect(await work('a', trivial('a', did))).toMatchObject({ done: 1, failed: 0 });
    await expectAllDone();
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, 500)],
    ['of another seed', (text: string) => text.replace('"randomSeed":1', '"randomSeed":3')],
    ['empty', () => ''],
    ['no job', () => '{"format":"something"}'],
  ])('because its file is damaged (%s) is mended by the same plan', async (_, damage) => {
    await addJobs(folder, jobs(3));
    for (const [id, group] of await jobsOf(folder)) {
      const file = at('jobs', group, `${id}.json`);
      const text = readFileSync(file, 'utf8');
      if (text.includes('"randomSeed":1,')) writeFileSync(file, damage(text));
    }
    const did: string[] = [];
    expect(await work('a', trivial('a', did))).toMatchObject({ done: 2, failed: 1 });
    const { failures } = await statusOf(folder);
    expect(failures[0]!.error).toMatch(/^the job ".*" is damaged: .*plan again mends it$/);
    expect(await addJobs(folder, jobs(3))).toEqual({ added: 0, known: 3, mended: 1, again: 1, jobs: 3 });
    expect(await work('a', trivial('a', did))).toMatchObject({ done: 1, failed: 0 });
    await expectAllDone();
  });
});

test('a folder that cannot be written to ends the worker, and not the job', async () => {
  await addJobs(folder, jobs(3));
  renameSync(at('results'), at('elsewhere'));
  writeFileSync(at('results'), 'a file');
  const did: string[] = [];
  const failure = await work('a', trivial('a', did)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PlanFailure);
  expect((failure as Error).message).toMatch(/cannot be worked on.*put back/);
  expect(names('running')).toEqual([]);
  expect(names('failed')).toEqual([]);
  rmSync(at('results'));
  renameSync(at('elsewhere'), at('results'));
  // as if nobody had tried
  const group = (await readPlan(folder)).groups[0]!.name;
  expect(names('todo', group).every((name) => name.endsWith('~0'))).toBe(true);
  await work('a', trivial('a', did));
  await expectAllDone();
});

test('what strangers leave in its folders is let be', async () => {
  await addJobs(folder, jobs(3));
  const [group] = names('todo') as [string];
  const id = 'f'.repeat(32);
  for (const place of [
    'todo',
    `todo/${group}`,
    'running',
    'failed',
    'results',
    'log',
    'jobs',
    `jobs/${group}`,
  ])
    writeFileSync(at(place, 'notes.txt'), 'mine');
  mkdirSync(at('todo', 'my things'));
  mkdirSync(at('todo', group, `${id}~0`));
  mkdirSync(at('running', `${id}~0~${group}~x`));
  mkdirSync(at('jobs', group, `${id}.json`));
  expect(await work('a', trivial('a', []))).toMatchObject({ done: 3, failed: 0 });
  expect(await statusOf(folder)).toMatchObject({
    jobs: 3,
    done: 3,
    running: 0,
    failed: 0,
    waiting: 0,
    lost: 0,
  });
  expect(readFileSync(at('results/notes.txt'), 'utf8')).toBe('mine');
});

test('what a worker was writing that was ended is swept, and what one writes is not', async () => {
  await addJobs(folder, jobs(2));
  const [a, b] = [...(await jobsOf(folder)).keys()] as [string, string];
  for (const name of [`.${a}~ended.tmp`, `.${b}~ended.tmp-gone`, `.${b}~writing.tmp`])
    mkdirSync(at('results', name));
  mkdirSync(at('kept', `.${a}~ended.tmp`));
  const [group] = names('todo') as [string];
  writeFileSync(at('running', runningName({ id: b, attempts: 0, group, worker: 'writing' })), '');
  rmSync(at('todo', group, `${b}~0`));
  let waited = 0;
  await work('a', trivial('a', []), { stopped: () => waited > 0, onWaiting: () => waited++ });
  expect(names('results')).toEqual([`.${b}~writing.tmp`, a].sort());
  expect(names('kept')).toEqual([]);
});

test('photographs that are elsewhere are planned again with their place, and what they failed is tried again', async () => {
  const photo = { sha256: 'a'.repeat(64), background: '#ffffff' };
  const from = (place: string): Wanted[] =>
    jobs(2).map(({ layer, request }) => ({
      layer,
      request: { ...request, photo: { ...photo, path: place } },
    }));
  await addJobs(folder, from('/then/cat.jpg'));
  const gone: CarryOut = ({ request }, held) =>
    request.photo!.path === '/now/cat.jpg'
      ? trivial('a', [])({ id: held.id } as Parameters<CarryOut>[0], held)
      : Promise.reject(new Error('it is not there'));
  expect(await work('a', gone)).toMatchObject({ done: 0, failed: 2 });
  expect(await addJobs(folder, from('/now/cat.jpg'))).toEqual({
    added: 0,
    known: 2,
    mended: 2,
    again: 2,
    jobs: 2,
  });
  expect(await work('a', gone)).toMatchObject({ done: 2, failed: 0 });
  await expectAllDone();
});

test('a result of which files are gone is made again by the same plan', async () => {
  await addJobs(folder, jobs(2));
  await work('a', trivial('a', []));
  const [id, other] = names('results') as [string, string];
  rmSync(at('results', id, 'recipe.json'));
  writeFileSync(at('results', id, 'accentuated.png'), 'half');
  rmSync(at('results', other), { recursive: true });
  expect(await addJobs(folder, jobs(2))).toMatchObject({ added: 0, known: 2, again: 2 });
  expect(await work('a', trivial('a', []))).toMatchObject({ done: 2 });
  expect(names('results', id)).toEqual(['recipe.json']);
  await expectAllDone();
});

test('what fails for want of something here is left to others', async () => {
  await addJobs(folder, jobs(10));
  let lacked = 0;
  const lacking: CarryOut = () => {
    lacked++;
    return Promise.reject(new Error('there is no such photograph on this machine'));
  };
  const did: string[] = [];
  let poor: ReturnType<typeof work> | undefined;
  const rich = await work('rich', async (job, held) => {
    poor ??= work('poor', lacking);
    // while one that has all it needs is at its first
    while (lacked < 9) await later();
    return trivial('rich', did)(job, held);
  });
  expect(rich).toMatchObject({ done: 10, failed: 0 });
  expect(await poor).toMatchObject({ done: 0, failed: 0 });
  expect(lacked).toBe(9);
  await expectAllDone();
});

test('a plan whose file is damaged or gone is mended by the same plan, and no other', async () => {
  await addJobs(folder, jobs(2));
  const before = await readPlan(folder);
  for (const damage of [() => writeFileSync(at('plan.json'), '{"format'), () => rmSync(at('plan.json'))]) {
    damage();
    await expect(work('a', trivial('a', []))).rejects.toThrow(/plan/);
    const other = { ...first, model: { ...first.model, sha256: 'f'.repeat(64) } };
    await expect(addJobs(folder, [{ layer: 'x', request: other }])).rejects.toThrow(/none of its jobs is of/);
    expect(await addJobs(folder, jobs(3))).toMatchObject({ jobs: 3, mended: 0 });
    const { created, groups } = await readPlan(folder);
    expect({ created, groups }).toEqual({ created: before.created, groups: before.groups });
  }
  await work('a', trivial('a', []));
  await expectAllDone();
});

test.each<[string, (request: Wanted['request']) => Wanted['request'], RegExp]>([
  ['another network', (r) => ({ ...r, model: { ...r.model, sha256: '0'.repeat(64) } }), /of another network/],
  [
    'another description',
    (r) => ({ ...r, model: { ...r.model, description: { ...r.model.description, range: [0, 9] } } }),
    /with another description/,
  ],
  [
    'more threads',
    (r) => ({ ...r, environment: { ...r.environment, threads: 2 } }),
    /threads is 2, and all jobs/,
  ],
  ['another device', (r) => ({ ...r, environment: { ...r.environment, device: 'cuda' } }), /device is cuda/],
])('a plan takes no jobs of %s', async (_, change, message) => {
  await addJobs(folder, jobs(1));
  await expect(addJobs(folder, [{ layer: 'mixed4a', request: change(first) }])).rejects.toThrow(message);
  expect((await statusOf(folder)).jobs).toBe(1);
});

test('two plans at once: one is refused, and nothing is lost', async () => {
  const outcomes = await Promise.allSettled([addJobs(folder, jobs(3)), addJobs(folder, jobs(5))]);
  expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
  await addJobs(folder, jobs(5));
  await work('a', trivial('a', []));
  await expectAllDone();
  expect((await statusOf(folder)).done).toBe(5);
});

test('a folder that is not a plan’s is let be', async () => {
  writeFileSync(at('thesis.txt'), 'mine');
  await expect(addJobs(folder, jobs(1))).rejects.toThrow(/is no plan, and not empty/);
  expect(names()).toEqual(['thesis.txt']);
});
