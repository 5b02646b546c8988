import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SiteState } from 'faccent';
import { type Plan, doneOf, failedOf, jobsOf, readPlan, runningOf } from '../folder.js';

/** What a site needs to know of a plan before it reads a job. */
export interface PlanRead {
  readonly plan: Plan;
  /** The jobs' groups by the jobs, in the groups' order. */
  readonly jobs: ReadonlyMap<string, string>;
  readonly stateOf: (id: string) => SiteState;
  /** Names of what is in its folder of maps, without `.json`. */
  readonly maps: readonly string[];
}

/**
 * Reads what a plan has, while workers may work on it.
 * @throws FaccentError where the folder holds no plan, or one of another version
 */
export async function planAt(folder: string): Promise<PlanRead> {
  const plan = await readPlan(folder);
  const jobs = await jobsOf(folder);
  // in the order in which a job goes through them, so that one that moves meanwhile is not lost
  const running = new Set((await runningOf(folder)).map(({ id }) => id));
  const failed = await failedOf(folder);
  const done = await doneOf(folder);
  const stateOf = (id: string): SiteState => {
    if (done.has(id)) return 'done';
    if (failed.has(id)) return 'failed';
    return running.has(id) ? 'running' : 'waiting';
  };
  const maps = await readdir(path.join(folder, 'maps')).catch(() => []);
  return {
    ...{ plan, jobs, stateOf },
    maps: maps.flatMap((name) => (name.endsWith('.json') ? name.slice(0, -'.json'.length) : [])).sort(),
  };
}
