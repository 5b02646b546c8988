import {
  type GraphCache,
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

async function weigh(
  job: Weighable,
  { againstStrength: strength = 1, againstKeep, tune, ...flags }: Parameters<typeof weighed>[1],
  cache: GraphCache,
): Promise<Job> {
  const { model, encoder, target, rival, options, size } = job;
  const { name, objective: other } = rival.of(target);
  const raised = objectives.read(target.objective, { given: given({ model, encoder: encoder?.encoder }) });
  const photo = await readPhotograph(job.photo!.path, { size, background: job.photo!.background });
  const quiet = isQuiet(flags);
  const how = { ...options, cache, backend: keepingBackend(quiet) };
  // what falls gives way little by little: so a pair is found best
  const keep = againstKeep ?? (tune ? 'falls' : 'stays');
  const opposed = (
    weight: number,
    found: Pick<NonNullable<Job['against']>, 'strength' | 'balance' | 'wanted'>,
  ): Job => ({
    ...job,
    target: { ...target, objective: against({ raised, other, weight, keep }).description },
    networks: rival.networks,
    against: { name, keep, ...found },
  });
  if (!tune) {
    const balance = await balanceAgainst(model, photo, { raised, other }, how);
    return opposed(strength * balance, { strength, balance });
  }
  const wanted = { raised: tune[0], other: tune[1] };
  const asked = { ...how, onRun: quiet ? undefined : sayRun };
  const {
    weight,
    balance,
    strength: found,
  } = await tuneAgainst(model, photo, { raised, other, keep }, wanted, asked);
  // the run ends where what is raised is at its level
  return { ...opposed(weight, { strength: found, balance, wanted }), levels: [wanted.raised] };
}

/** What a run on the way to the strength came to. */
const sayRun = ({ strength, raised, other, missed }: TunedRun): void => {
  const came = missed ? `${raised.toFixed(3)}, which is not enough` : raised.toFixed(3);
  console.error(pc.dim(`strength ${Number(strength.toPrecision(4))}: ${came}, against ${other.toFixed(3)}`));
};
