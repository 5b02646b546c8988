import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type RunRequest, type SiteState, checkRecipe } from 'faccent';
import { isObject } from '../../../declaration/schema.js';
import { readJson } from '../../../platform/node/read.js';
import { writeWhole } from '../../../platform/node/atomic.js';
import { type Entry, entryOf, withoutPaths } from './entry.js';
import { isThere } from './data.js';
import { putResult } from './files.js';
import { type Plan, readJob } from '../folder.js';
import { inParallel } from './in-parallel.js';
import { putPhotograph } from './photographs.js';
import type { PlanRead } from './plan.js';

/** Jobs that are read at a time, and photographs, which take more memory. */
const AT_ONCE = { jobs: 16, photographs: 3 };

/** What was made of a plan's jobs. */
export interface ReadJobs {
  /** In the plan's order. */
  readonly entries: readonly Entry[];
  /** Results that came into the site. */
  readonly fresh: number;
  /** What could not be read, with why. */
  readonly damaged: ReadonlyMap<string, string>;
  /** Photographs that are gone or were changed, by their names. */
  readonly missing: ReadonlySet<string>;
}

/** A job that a worker is still to do, as the page reads it: to do it there. */
const jobFile = (id: string): string => `jobs/${id}.json`;

/**
 * Brings the jobs of a plan into a site: results with their pictures, recipes of what has none yet, photographs.
 * @param known what the site says of jobs already
 */
export async function bringJobs(
  folder: string,
  site: string,
  { plan, jobs, stateOf }: PlanRead,
  { known, onProgress }: { known: ReadonlyMap<string, Entry>; onProgress: (done: number) => void },
): Promise<ReadJobs> {
  for (const name of ['jobs', 'results', 'photographs'])
    await mkdir(path.join(site, name), { recursive: true });
  const entries = new Map<string, Entry>();
  const damaged = new Map<string, string>();
  const canvases = new Map<string, RunRequest>();
  let [fresh, done] = [0, 0];
  const bring = async (id: string, group: string): Promise<void> => {
    const state = stateOf(id);
    const before = known.get(id);
    if (before && (await isUpToDate(site, before, state))) {
      entries.set(id, { ...before, state });
      return;
    }
    const { entry, request } = await bringJob(folder, site, { plan, id, group, state });
    if (state === 'done') fresh++;
    entries.set(id, entry);
    if (request.photo) canvases.set(entry.photograph!.file, request);
  };
  await inParallel(jobs, AT_ONCE.jobs, async ([id, group]) => {
    await bring(id, group).catch((error: Error) => {
      // what is wrong with the site's own disk is no job's
      if ((error.cause as NodeJS.ErrnoException | undefined)?.code !== undefined && isOfSite(error, site))
        throw error;
      damaged.set(id, error.message);
    });
    onProgress(++done);
  });
  const missing = new Set<string>();
  await inParallel(canvases.values(), AT_ONCE.photographs, async (request) => {
    if (!(await putPhotograph(site, request))) missing.add(request.photo!.path);
  });
  // in the plan's order again
  const sorted = [...jobs.keys()].flatMap((id) => entries.get(id) ?? []);
  return { entries: sorted, fresh, damaged, missing };
}

const isOfSite = ({ message }: Error, site: string): boolean => message.includes(`"${site}`);

/** Whether what the site has of a job is still so. */
async function isUpToDate(site: string, { state, id, photograph }: Entry, now: SiteState): Promise<boolean> {
  // why a job has failed is in its file
  if (state !== now && [state, now].some((one) => one === 'done' || one === 'failed')) return false;
  if (photograph && !(await isThere(site, photograph.file))) return false;
  return isThere(site, now === 'done' ? `results/${id}/recipe.json` : jobFile(id));
}

interface JobRead {
  readonly entry: Entry;
  readonly request: RunRequest;
}

/** @param job what is known of it, and the plan that it is of */
async function bringJob(
  folder: string,
  site: string,
  job: { readonly plan: Plan; readonly id: string; readonly group: string; readonly state: SiteState },
): Promise<JobRead> {
  const { plan, id, group, state } = job;
  const place = path.join(site, jobFile(id));
  if (state === 'done') {
    const result = path.join(folder, 'results', id);
    const recipe = checkRecipe(await readJson(path.join(result, 'recipe.json')));
    await putResult(result, site, id, recipe);
    await rm(place, { force: true });
    return { entry: entryOf(id, state, recipe), request: recipe };
  }
  const { request, created } = await readJob(folder, plan, group, id);
  const error = state === 'failed' ? await errorOf(folder, id) : undefined;
  // what all have in common is said once
  const { sha256, facts } = request.model;
  const told = { created, ...withoutPaths(request), model: { sha256, facts }, error };
  await writeWhole(place, `${JSON.stringify(told)}\n`, { synced: false });
  return { entry: entryOf(id, state, request), request };
}

/** Why a job has failed, where that is recorded. */
async function errorOf(folder: string, id: string): Promise<string | undefined> {
  const record = await readJson(path.join(folder, 'failed', `${id}.json`)).catch(() => undefined);
  return isObject(record) && typeof record.error === 'string' ? record.error : undefined;
}
