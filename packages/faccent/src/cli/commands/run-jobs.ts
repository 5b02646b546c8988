import path from 'node:path';
import { FaccentError, graphCache } from 'faccent';
import pc from 'picocolors';
import { type MeasureFlags, yardsticksOf } from '../measures.js';
import { checkWanted } from '../objective.js';
import type { OutputFlags } from '../options.js';
import { type Job, type RunFlags, isQuiet, perform, printNotes } from './run-job.js';
import type { Outcome } from '../print/run.js';

/** Performs jobs one after the other, in one compiled graph where their units are of one layer, and sums them up. */
export async function performAll(
  jobs: readonly Job[],
  flags: RunFlags & OutputFlags & MeasureFlags,
): Promise<void> {
  checkTogether(jobs, flags);
  const { loaded, encoder } = jobs[0]!;
  if (!isQuiet(flags)) printNotes(loaded);
  const features = [...new Set(jobs.map(({ wanted }) => wanted))];
  if (jobs.length > 1) checkWanted(loaded.model, features, encoder?.encoder);
  const yardsticks = await yardsticksOf(flags, features);
  const cache = graphCache();
  const outcomes: Outcome[] = [];
  try {
    for (const job of jobs) {
      const outcome = await perform(job, flags, cache, yardsticks);
      if (!outcome) break;
      outcomes.push(outcome);
    }
  } finally {
    // also what was done before one that failed
    if (outcomes.length) sumUp(outcomes, jobs.length, flags);
    await cache.release();
  }
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
      const [a, b] = [other, job].map(({ photo, wanted }) =>
        [wanted.name, photo].filter(Boolean).join(' in '),
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
