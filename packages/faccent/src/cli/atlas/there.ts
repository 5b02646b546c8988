import { readdir } from 'node:fs/promises';
import { FaccentError } from 'faccent';
import { type Network, graphKey } from '../../atlas/job.js';
import { canonicalJson } from '../../declaration/json.js';
import {
  DamagedPlan,
  type Group,
  PARTS,
  PLAN_FILE,
  type Plan,
  codeOf,
  jobsOf,
  readJob,
  readPlan,
} from './folder.js';

/**
 * The plan that is in a folder. What says what its jobs have in common may be damaged: the jobs themselves say it again.
 * @returns nothing where the folder is empty
 * @throws FaccentError where something else is in it
 */
export async function planThere(
  folder: string,
  now: Pick<Plan, 'network' | 'environment'>,
): Promise<Plan | undefined> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  if (!names.length) return undefined;
  const ours: readonly string[] = PARTS;
  if (!names.includes(PLAN_FILE) && !(names.includes('jobs') && names.every((name) => ours.includes(name))))
    throw new FaccentError(`"${folder}" is no plan, and not empty: plan into another folder`);
  try {
    return await readPlan(folder);
  } catch (error) {
    if (!(error instanceof DamagedPlan) && codeOf(error) !== 'ENOENT') throw error;
    return rebuilt(folder, now, error as Error);
  }
}

/** What the jobs of a plan have in common, as they say it. @throws FaccentError where none is of this network */
async function rebuilt(
  folder: string,
  now: Pick<Plan, 'network' | 'environment'>,
  damage: Error,
): Promise<Plan> {
  const jobs = await jobsOf(folder);
  const groups = new Map<string, Group>();
  let created: string | undefined;
  for (const [id, name] of jobs) {
    if (groups.has(name)) continue;
    const job = await readJob(folder, now, name, id).catch(() => undefined);
    if (!job) continue;
    created ??= job.created;
    const { feature, objective } = job.request;
    const layer = feature?.layer ?? (typeof objective.layer === 'string' ? objective.layer : name);
    groups.set(name, { name, key: await graphKey(job.request, layer), layer });
  }
  if (jobs.size && !groups.size)
    throw new FaccentError(
      `${damage.message.split(';')[0]}, and none of its jobs is of this network, described like this, device and number of threads: plan as then, or into another folder`,
    );
  return { ...now, created: created ?? new Date().toISOString(), groups: [...groups.values()] };
}

/** Looks whether a folder has a plan of another network, before anything else is asked of this one. @throws FaccentError */
export async function checkNetwork(folder: string, network: Pick<Network, 'path' | 'sha256'>): Promise<void> {
  const plan = await readPlan(folder).catch(() => undefined);
  if (plan && plan.network.sha256 !== network.sha256) throw ofAnother(folder, plan.network, network);
}

const ofAnother = (
  folder: string,
  then: Pick<Network, 'path' | 'sha256'>,
  now: Pick<Network, 'path' | 'sha256'>,
): FaccentError => {
  const called = ({ sha256, path: file }: typeof now): string =>
    `"${file}" (SHA-256 ${sha256.slice(0, 12)}…)`;
  return new FaccentError(
    `the plan in "${folder}" is of another network, ${called(then)}, and not of ${called(now)}: plan into another folder`,
  );
};

/** @throws FaccentError where jobs of another kind would get into a plan */
export function checkSame(
  folder: string,
  { network, environment }: Plan,
  now: { readonly network: Network; readonly environment: Plan['environment'] },
): void {
  if (network.sha256 !== now.network.sha256) throw ofAnother(folder, network, now.network);
  if (canonicalJson(network.description) !== canonicalJson(now.network.description))
    throw new FaccentError(
      `the plan in "${folder}" is of the same network with another description (its input's range, size or labels): describe it as then, or plan into another folder`,
    );
  for (const what of ['device', 'threads'] as const)
    if (environment[what] !== now.environment[what])
      throw new FaccentError(
        `${what} is ${now.environment[what]}, and all jobs of the plan in "${folder}" have ${environment[what]}: leave it so, or plan into another folder`,
      );
}
