import path from 'node:path';
import { FaccentError, type Model, type RunOptions, graphCache } from 'faccent';
import pc from 'picocolors';
import type { Start } from '../../parameterization/parameterization.js';
import { factsOfRun } from '../../recipe/facts.js';
import { type ComparisonFlags, comparisonsOf } from '../comparisons.js';
import type { OutputFlags } from '../flags/groups.js';
import { noteOnce } from '../print/note.js';
import { notesOf, printFacts } from '../print/model.js';
import type { Outcome } from '../print/run.js';
import { checkTargets } from '../target.js';
import { type Job, type RunFlags, isQuiet, runJob } from './job.js';

/** Runs jobs one after the other, in one compiled graph where their units are of one layer, and sums them up. */
export async function runJobs(
  jobs: readonly Job[],
  flags: RunFlags & OutputFlags & ComparisonFlags,
): Promise<void> {
  checkTogether(jobs, flags);
  const { model, encoder, options, photo } = jobs[0]!;
  if (!isQuiet(flags)) printModel(model, options, photo === undefined ? 'noise' : 'photograph');
  const targets = [...new Set(jobs.map(({ target }) => target))];
  if (jobs.length > 1) checkTargets(model, targets, encoder?.encoder);
  const comparisons = await comparisonsOf(flags, targets);
  const cache = graphCache();
  const outcomes: Outcome[] = [];
  try {
    for (const job of jobs) {
      const outcome = await runJob(job, flags, cache, comparisons);
      if (!outcome) break;
      outcomes.push(outcome);
    }
  } finally {
    // also what was done before one that failed
    if (outcomes.length) sumUp(outcomes, jobs.length, flags);
    await cache.release();
  }
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
        [target.name, photo].filter(Boolean).join(' in '),
      );
      throw new FaccentError(`two runs would go to the folder "${job.folder}": ${a}, and ${b}`);
    }
    seen.set(folder, job);
  }
}

function sumUp(outcomes: readonly Outcome[], wanted: number, flags: RunFlags): void {
  if (flags.json) console.log(JSON.stringify(wanted === 1 ? outcomes[0] : outcomes));
  if (isQuiet(flags) || wanted === 1) return;
  const rows = outcomes.map(({ photo = '', feature, activation: { before, after }, folder }) => [
    path.basename(photo),
    feature.name,
    `${before.toFixed(3)} → ${after.toFixed(3)}`,
    pc.cyan(path.join(path.relative('', folder), path.sep)),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const done = outcomes.length === wanted ? `${wanted} runs` : `${outcomes.length} of ${wanted} runs`;
  console.log(`\n${pc.bold(done)}`);
  for (const row of rows)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trim(),
    );
}
