import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { FaccentError, type Model, type RunOptions } from 'faccent';
import { openFolder } from '../../platform/node/atomic.js';
import type { Start } from '../../parameterization/parameterization.js';
import { factsOfRun } from '../../recipe/facts.js';
import type { AgainstFlags } from '../against/rival.js';
import { weighed } from '../against/weigh.js';
import { checkSpace, spaceOf } from '../files/space.js';
import { type ComparisonFlags, comparisonsOf } from '../comparisons.js';
import { KEPT_EVERY, type KeepFlags, type OutputFlags } from '../flags/groups.js';
import { note, noteOnce } from '../print/note.js';
import { notesOf, printFacts } from '../print/model.js';
import { interruptible } from '../signals/interrupt.js';
import { checkTargets } from '../target.js';
import type { Asked } from '../unfinished/asked.js';
import { Store } from '../unfinished/store.js';
import { carryOutAll, forget } from './all.js';
import { beginIn } from './begin.js';
import type { BegunRun } from './carry-out.js';
import { type Job, type RunFlags, isQuiet, requestOf } from './job.js';
import { levelsFinder } from './wanted-levels.js';

type JobFlags = RunFlags & OutputFlags & ComparisonFlags & KeepFlags & AgainstFlags;

/** Runs jobs one after the other, in one compiled graph where their units are of one layer, and sums them up. */
export async function runJobs(asking: readonly Job[], flags: JobFlags): Promise<void> {
  checkTogether(asking, flags);
  const { model, encoder, options, photo } = asking[0]!;
  if (!isQuiet(flags)) printModel(model, options, photo === undefined ? 'noise' : 'photograph');
  const targets = [...new Set(asking.map(({ target }) => target))];
  if (asking.length > 1) checkTargets(model, targets, encoder?.encoder);
  const { comparisons, asked, atOnce } = await comparisonsOf(flags, targets);
  if (atOnce) for (const job of asking) await comparisons(job.target, job.size, job.model);
  const jobs = await weighed(asking, flags);
  const { networks } = jobs[0]!;
  await interruptible(async (interrupt) => {
    const runs = await begin(jobs, flags, asked, levelsFinder(comparisons));
    const loaded = Promise.resolve({ model, encoder, networks, comparisons });
    await carryOutAll(runs, () => loaded, { ...flags, interrupt, several: jobs.length > 1 });
  });
}

/** What a person should know of the model before a run. */
export function printModel(
  model: Model,
  options: Pick<RunOptions, 'regularize'>,
  start: Start = 'photograph',
): void {
  const facts = factsOfRun(model, options, start);
  printFacts(facts);
  notesOf(model, facts).forEach(noteOnce);
}

/** @throws FaccentError where one run would write over what another wrote */
function checkTogether(jobs: readonly Job[], { saveTensors }: OutputFlags): void {
  if (saveTensors !== undefined && jobs.length > 1)
    throw new FaccentError(
      `--save-tensors names one file, and there are ${jobs.length} runs: ask for them one by one`,
    );
  const seen = new Map<string, Job>();
  for (const job of jobs) {
    const folder = path.resolve(job.folder);
    const other = seen.get(folder);
    if (other) {
      const [a, b] = [other, job].map(({ photo, target }) =>
        [target.name, photo?.path].filter(Boolean).join(' in '),
      );
      throw new FaccentError(`two runs would go to the folder "${job.folder}": ${a}, and ${b}`);
    }
    seen.set(folder, job);
  }
}

/** The innermost folder that holds all of these. */
function commonFolder([first, ...others]: readonly string[]): string {
  let root = first!;
  while (others.some((folder) => folder !== root && !folder.startsWith(path.join(root, path.sep))))
    root = path.dirname(root);
  return root;
}

/** Notes what every run is asked in its folder, before the first of them does anything. */
async function begin(
  jobs: readonly Job[],
  flags: JobFlags,
  comparisons: Asked['comparisons'],
  levelsOf: ReturnType<typeof levelsFinder>,
): Promise<BegunRun[]> {
  const { animate, snapshots, report, saveTensors, checkpoint = KEPT_EVERY } = flags;
  const outputs = { animate, snapshots, report, saveTensors: saveTensors && path.resolve(saveTensors) };
  const root = commonFolder(jobs.map(({ folder }) => path.resolve(folder)));
  const command = { id: randomUUID(), began: new Date().toISOString(), root, count: jobs.length };
  // asked before a run, so that none is made in vain
  if (saveTensors !== undefined)
    await (await openFolder(path.dirname(saveTensors), { shared: true })).abandon();
  const runs: BegunRun[] = [];
  try {
    for (const job of jobs) {
      const { folder, probable } = job;
      const plain = await requestOf(job);
      const levels = await levelsOf(job, plain);
      const request = levels === undefined ? plain : { ...plain, levels };
      const asked = {
        ...{ request, outputs, comparisons, probable, checkpoint },
        command: { ...command, folder: path.resolve(folder), index: runs.length },
      };
      runs.push(await beginIn(folder, asked));
    }
    await Store.settle(runs.map(({ store }) => store));
    const hint = await checkSpace(runs.map((run) => spaceOf(run, jobs[0]!.model)));
    if (hint !== undefined && checkpoint !== 'off' && !isQuiet(flags)) note(hint);
  } catch (error) {
    await forget(runs);
    throw error;
  }
  return runs;
}
