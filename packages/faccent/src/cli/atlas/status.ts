import path from 'node:path';
import { parsedJson } from '../../declaration/json.js';
import { isObject } from '../../declaration/schema.js';
import { readText } from '../../platform/node/read.js';
import { doneOf, failedOf, jobsOf, readPlan, runningOf, waitingOf } from './folder.js';
import { readLogs } from './log.js';

/** How a plan stands. */
export interface Status {
  readonly jobs: number;
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  readonly waiting: number;
  /** Jobs that are in none of these: `plan` again makes them wait. */
  readonly lost: number;
  /** Workers that have a job now. */
  readonly workers: number;
  /** Of the workers that have a job now, together; none where nobody works. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
  readonly failures: readonly { readonly id: string; readonly error: string }[];
}

/** Jobs of a worker that its speed is told by. */
const RECENT = 100;

/** How a plan stands. @throws FaccentError where there is none */
export async function statusOf(folder: string): Promise<Status> {
  await readPlan(folder);
  const jobs = await jobsOf(folder);
  // in the order in which jobs move: one that moves meanwhile is counted where it comes to
  const waiting = await waitingOf(folder);
  const tokens = await runningOf(folder);
  const failed = await failedOf(folder);
  const done = await doneOf(folder);
  const counts = { done: 0, failed: 0, running: 0, waiting: 0, lost: 0 };
  const running = new Set(tokens.map(({ id }) => id));
  for (const id of jobs.keys())
    counts[
      done.has(id)
        ? 'done'
        : failed.has(id)
          ? 'failed'
          : running.has(id)
            ? 'running'
            : waiting.has(id)
              ? 'waiting'
              : 'lost'
    ]++;
  const workers = new Set(tokens.map(({ worker }) => worker));
  const perSecond = await speedOf(folder, workers);
  const left = counts.running + counts.waiting;
  const failures: Status['failures'][number][] = [];
  for (const id of [...failed].filter((one) => jobs.has(one) && !done.has(one)))
    failures.push({ id, error: await errorOf(folder, id) });
  return {
    ...{ jobs: jobs.size, done: counts.done, running: counts.running, failed: counts.failed },
    ...{ waiting: counts.waiting, lost: counts.lost, workers: workers.size },
    ...(perSecond > 0 && { perSecond, secondsLeft: left / perSecond }),
    failures,
  };
}

/** Jobs that these workers end in a second, each by its own clock. */
async function speedOf(folder: string, workers: ReadonlySet<string>): Promise<number> {
  let speed = 0;
  for (const { worker, ended } of await readLogs(folder)) {
    const recent = ended.slice(-RECENT);
    const [first, last] = [recent.at(0), recent.at(-1)];
    if (!first || !last || !workers.has(worker)) continue;
    const span = (Date.parse(last.at) - Date.parse(first.at)) / 1000 + first.seconds;
    if (span > 0) speed += recent.length / span;
  }
  return speed;
}

async function errorOf(folder: string, id: string): Promise<string> {
  try {
    const json = parsedJson(await readText(path.join(folder, 'failed', `${id}.json`)), 'it');
    if (isObject(json) && typeof json.error === 'string') return json.error;
  } catch {
    // it is known that it failed
  }
  return 'what it failed by was not written down';
}
