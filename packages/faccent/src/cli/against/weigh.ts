import { type GraphCache, against, balanceAgainst, graphCache, objectives, readPhotograph } from 'faccent';
import { given } from '../../objective/given.js';
import { about } from '../flags/about.js';
import { type Job, isQuiet } from '../jobs/job.js';
import { keepingBackend } from '../jobs/run.js';
import type { AgainstFlags, Rival } from './rival.js';

/** A job that is weighed against something. */
type Weighable = Job & { readonly rival: Rival };

/** Jobs whose objectives are weighed against others: what both pull with is measured on each photograph. */
export async function weighed(
  jobs: readonly Job[],
  flags: AgainstFlags & { readonly json?: boolean; readonly quiet?: boolean },
): Promise<Job[]> {
  if (!flags.against) return [...jobs];
  const cache = graphCache();
  try {
    const all: Job[] = [];
    for (const job of jobs) all.push(await about('--against', () => weigh(job as Weighable, flags, cache)));
    return all;
  } finally {
    await cache.release();
  }
}

async function weigh(
  job: Weighable,
  { againstStrength: strength = 1, againstKeep: keep, ...flags }: Parameters<typeof weighed>[1],
  cache: GraphCache,
): Promise<Job> {
  const { model, encoder, target, rival, options, size } = job;
  const { name, objective: other } = rival.of(target);
  const raised = objectives.read(target.objective, { given: given({ model, encoder: encoder?.encoder }) });
  const photo = await readPhotograph(job.photo!.path, { size, background: job.photo!.background });
  const how = { ...options, cache, backend: keepingBackend(isQuiet(flags)) };
  const balance = await balanceAgainst(model, photo, { raised, other }, how);
  return {
    ...job,
    target: {
      ...target,
      objective: against({ raised, other, weight: strength * balance, keep }).description,
    },
    networks: rival.networks,
    against: { name, keep: keep ?? 'stays', strength, balance },
  };
}
