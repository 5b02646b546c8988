import {
  type GraphCache,
  type Photograph,
  type Tunable,
  type Tuned,
  type TunedRun,
  against,
  balanceAgainst,
  graphCache,
  objectives,
  readPhotograph,
  tuneAgainst,
} from 'faccent';
import { given } from '../../objective/given.js';
import { about } from '../flags/about.js';
import { type Job, isQuiet } from '../jobs/job.js';
import { keepingBackend } from '../jobs/run.js';
import pc from '../print/colours.js';
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
    for (const job of jobs)
      all.push(await about(flags.tune ? '--tune' : '--against', () => weigh(job as Weighable, flags, cache)));
    return all;
  } finally {
    await cache.release();
  }
}

type WeighFlags = Parameters<typeof weighed>[1];

async function weigh(job: Weighable, flags: WeighFlags, cache: GraphCache): Promise<Job> {
  const { model, encoder, target, rival, size } = job;
  const { name, objective: other } = rival.of(target);
  const raised = objectives.read(target.objective, { given: given({ model, encoder: encoder?.encoder }) });
  // what falls gives way little by little: so a pair of levels is found best
  const keep = flags.againstKeep ?? (flags.tune ? 'falls' : 'stays');
  const photo = await readPhotograph(job.photo!.path, { size, background: job.photo!.background });
  const { weight, ...how } = await weightOf(job, photo, { raised, other, keep }, flags, cache);
  return {
    ...job,
    target: { ...target, objective: against({ raised, other, weight, keep }).description },
    networks: rival.networks,
    against: { name, keep, ...how },
    // a tuned run ends where what is raised is at its level
    ...(how.wanted && { levels: [how.wanted.raised] }),
  };
}

/** The weight of the other: as hard as it is said to pull, or such that it leads to a pair of levels. */
async function weightOf(
  { model, options }: Job,
  photo: Photograph,
  pair: Tunable,
  { againstStrength: strength = 1, tune, ...flags }: WeighFlags,
  cache: GraphCache,
): Promise<Pick<Tuned, 'weight' | 'strength' | 'balance'> & { readonly wanted?: Tuned['wanted'] }> {
  const quiet = isQuiet(flags);
  const how = { ...options, cache, backend: keepingBackend(quiet) };
  if (!tune) {
    const balance = await balanceAgainst(model, photo, pair, how);
    return { weight: strength * balance, strength, balance };
  }
  const levels = { raised: tune[0], other: tune[1] };
  const found = await tuneAgainst(model, photo, pair, levels, { ...how, onRun: quiet ? undefined : sayRun });
  const { weight, balance, wanted } = found;
  return { weight, strength: found.strength, balance, wanted };
}

/** What a run on the way to the strength came to. */
const sayRun = ({ strength, raised, other, missed }: TunedRun): void => {
  const came = missed ? `${raised.toFixed(3)}, which is not enough` : raised.toFixed(3);
  console.error(pc.dim(`strength ${Number(strength.toPrecision(4))}: ${came}, against ${other.toFixed(3)}`));
};
