import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError, type RunRequest } from 'faccent';
import { formatJob, graphKey, jobId } from '../../atlas/job.js';
import { openFolder, writeWhole } from '../../platform/node/atomic.js';
import { fileFailure } from '../../platform/node/failure.js';
import { plainName } from '../files/folder.js';
import {
  type Group,
  PLAN_FILE,
  type Plan,
  codeOf,
  doneOf,
  failedOf,
  formatPlan,
  jobFile,
  jobsOf,
  makeParts,
  runningOf,
  waitingOf,
} from './folder.js';
import { isDone } from './publish.js';
import { checkSame, planThere } from './there.js';
import { waitingName } from './tokens.js';

/** Jobs of a group at most: so many names in a folder are listed in a millisecond. */
export const MOST_IN_GROUP = 1000;

/** A run that is to be a job, and the layer that it is of: jobs of one layer share a compiled graph. */
export interface Wanted {
  readonly request: RunRequest;
  readonly layer: string;
}

/** What became of a plan that jobs were added to. */
export interface Added {
  /** Jobs that are new. */
  readonly added: number;
  /** Jobs that were there already. */
  readonly known: number;
  /** Of those: whose files were damaged, or name a photograph or a network where it is not any more. */
  readonly mended: number;
  /** Jobs that were in no state, or given up and mended, and wait again. */
  readonly again: number;
  /** All jobs of the plan. */
  readonly jobs: number;
}

/**
 * Adds jobs to a plan, and makes it where there is none. What is there already stays, but for a damaged file, which is
 * written anew.
 * @param wanted all of one network, device and number of threads
 * @throws FaccentError where the folder is not a plan's, or one of another network, device or number of threads
 */
export async function addJobs(folder: string, wanted: readonly Wanted[]): Promise<Added> {
  const [first] = wanted;
  if (!first) throw new FaccentError('there is nothing to plan');
  const { network, environment } = sharedBy(first.request);
  const output = await openFolder(folder);
  try {
    const before = await planThere(folder, { network, environment });
    if (before) checkSame(folder, before, { network, environment });
    const { created = new Date().toISOString(), groups = [] } = before ?? {};
    const added = await new Adding(folder, { created, network, environment, groups }).all(wanted);
    await output.close();
    return added;
  } catch (cause) {
    await output.abandon();
    if (cause instanceof FaccentError || codeOf(cause) === undefined) throw cause;
    throw fileFailure('write the plan', folder, cause);
  }
}

/**
 * Whether such jobs could be added: before much is done for them.
 * @throws FaccentError as `addJobs`
 */
export async function checkAddable(folder: string, request: RunRequest): Promise<void> {
  const { network, environment } = sharedBy(request);
  const output = await openFolder(folder, { shared: true });
  try {
    const before = await planThere(folder, { network, environment });
    if (before) checkSame(folder, before, { network, environment });
  } finally {
    await output.abandon();
  }
}

/** What all jobs of a plan have in common. */
function sharedBy({ model, environment }: RunRequest): Pick<Plan, 'network' | 'environment'> {
  const { facts, ...network } = model;
  void facts;
  return { network, environment };
}

class Adding {
  private readonly groups: Group[];
  private readonly room = new Map<string, { readonly name: string; left: number }>();

  constructor(
    private readonly folder: string,
    private readonly plan: Plan,
  ) {
    this.groups = [...plan.groups];
  }

  async all(wanted: readonly Wanted[]): Promise<Added> {
    const { folder } = this;
    await makeParts(folder);
    const jobs = await jobsOf(folder);
    this.findRoom(jobs);
    const fresh = new Map<string, { readonly group: string; readonly text: string }>();
    const mended = new Map<string, string>();
    let known = 0;
    for (const { request, layer } of wanted) {
      const id = await jobId(request);
      if (fresh.has(id)) continue;
      const text = formatJob({ created: this.plan.created, request });
      const group = jobs.get(id);
      if (group === undefined) fresh.set(id, { group: await this.groupFor(request, layer), text });
      else {
        known++;
        if (textAt(jobFile(folder, group, id)) !== text) mended.set(id, text);
      }
    }
    // first of all, so that a plan is told from a stranger's folder at any moment
    await writeWhole(path.join(folder, PLAN_FILE), formatPlan({ ...this.plan, groups: this.groups }));
    for (const { name } of this.groups)
      for (const part of ['jobs', 'todo']) await mkdir(path.join(folder, part, name), { recursive: true });
    for (const [id, text] of mended)
      await writeWhole(jobFile(folder, jobs.get(id)!, id), text, { synced: false });
    for (const [id, { group, text }] of fresh) {
      writeFileSync(jobFile(folder, group, id), text, { flag: 'wx' });
      jobs.set(id, group);
    }
    const again = (await this.fillTodo(jobs, mended)) - fresh.size;
    return { added: fresh.size, known, mended: mended.size, again, jobs: jobs.size };
  }

  /** Groups that are not full. */
  private findRoom(jobs: ReadonlyMap<string, string>): void {
    const sizes = new Map<string, number>();
    for (const group of jobs.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    for (const { name, key } of this.groups)
      this.room.set(key, { name, left: MOST_IN_GROUP - (sizes.get(name) ?? 0) });
  }

  private async groupFor(request: RunRequest, layer: string): Promise<string> {
    const key = await graphKey(request, layer);
    let room = this.room.get(key);
    if (!room || room.left <= 0) {
      const name = `${String(this.groups.length).padStart(3, '0')}-${plainName(layer)}`;
      this.groups.push({ name, key, layer });
      room = { name, left: MOST_IN_GROUP };
      this.room.set(key, room);
    }
    room.left--;
    return room.name;
  }

  /**
   * Every job that is not done, given up or somebody's waits: what is lost of `todo` is made again. Looked at in the order
   * in which jobs move, so that none is missed that moves meanwhile.
   * @returns how many wait now that did not
   */
  private async fillTodo(
    jobs: ReadonlyMap<string, string>,
    mended: ReadonlyMap<string, string>,
  ): Promise<number> {
    const { folder } = this;
    let count = 0;
    const waiting = await waitingOf(folder);
    const running = new Set((await runningOf(folder)).map(({ id }) => id));
    const done = await doneOf(folder);
    const failed = await failedOf(folder);
    for (const [id, group] of jobs) {
      if (waiting.has(id) || running.has(id) || (done.has(id) && isDone(folder, id))) continue;
      // what was given up for want of what is there now is tried again
      if (failed.has(id) && !mended.has(id)) continue;
      makeToken(folder, group, id);
      count++;
      if (failed.has(id)) rmSync(path.join(folder, 'failed', `${id}.json`), { force: true });
    }
    return count;
  }
}

/** Makes a job wait, that was not tried yet. */
function makeToken(folder: string, group: string, id: string): void {
  try {
    writeFileSync(path.join(folder, 'todo', group, waitingName({ id, attempts: 0 })), '', { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** A file's text; nothing where there is none that can be read. */
const textAt = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Puts jobs that were given up back, to be tried again. @returns how many */
export async function retryFailed(folder: string): Promise<number> {
  const jobs = await jobsOf(folder);
  let count = 0;
  for (const id of await failedOf(folder)) {
    const group = jobs.get(id);
    if (group === undefined) continue;
    mkdirSync(path.join(folder, 'todo', group), { recursive: true });
    makeToken(folder, group, id);
    await rm(path.join(folder, 'failed', `${id}.json`), { force: true });
    count++;
  }
  return count;
}
