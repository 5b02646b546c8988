import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Device, FaccentError } from 'faccent';
import { type Job, type Network, jobFrom } from '../../atlas/job.js';
import { canonicalJson, parsedJson } from '../../declaration/json.js';
import { isObject } from '../../declaration/schema.js';
import { MOST_THREADS } from '../../platform/runtime.js';
import { readBytes } from '../../platform/node/read.js';
import { type Running, isGroup, isId, runningFrom, waitingFrom } from './tokens.js';

/** The file that says what a folder's jobs have in common. */
export const PLAN_FILE = 'plan.json';

const FORMAT = 'faccent-atlas';
const VERSION = 1;

/** Larger files are none of a plan: a network's labels, and a photograph of a job whose direction has many channels. */
const [MOST_PLAN, MOST_JOB] = [2 ** 26, 2 ** 24];

/** Jobs that share a compiled graph. */
export interface Group {
  readonly name: string;
  /** What they have in common. */
  readonly key: string;
  /** The layer, for people. */
  readonly layer: string;
}

/** What the jobs of a plan have in common. */
export interface Plan {
  readonly created: string;
  readonly network: Network;
  /** Where all of them run, so that a result does not depend on who made it. */
  readonly environment: { readonly device: Device; readonly threads: number };
  readonly groups: readonly Group[];
}

/** The folders of a plan. */
export const PARTS = ['jobs', 'todo', 'running', 'failed', 'results', 'kept', 'log'] as const;

export const formatPlan = (plan: Plan): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, ...plan }, null, 1)}\n`;

/** That what says what jobs have in common is damaged: the jobs say it too, where they are planned again. */
export class DamagedPlan extends FaccentError {
  constructor(message: string, options?: ErrorOptions) {
    super(`${message}; the same faccent atlas plan again mends it`, options);
  }
}

/** @param file what errors call it @throws FaccentError */
export function planFrom(json: unknown, file: string): Plan {
  const { format, version, created, network, environment, groups } = isObject(json) ? json : {};
  if (format !== FORMAT)
    throw new DamagedPlan(`"${file}" is not that of a plan: it lacks "format": "${FORMAT}"`);
  if (version !== VERSION)
    throw new FaccentError(
      `the plan in "${path.dirname(file)}" is of version ${JSON.stringify(version)?.slice(0, 60)}, and this faccent reads version ${VERSION}: use the faccent that made it, or plan anew into another folder`,
    );
  const fine =
    typeof created === 'string' &&
    isObject(network) &&
    [network.path, network.sha256].every((text) => typeof text === 'string') &&
    isObject(network.description) &&
    isObject(environment) &&
    typeof environment.device === 'string' &&
    Number.isInteger(environment.threads) &&
    (environment.threads as number) > 0 &&
    (environment.threads as number) <= MOST_THREADS &&
    Array.isArray(groups) &&
    groups.every(
      (group) =>
        isObject(group) &&
        [group.name, group.key, group.layer].every((text) => typeof text === 'string') &&
        isGroup(group.name as string),
    );
  if (!fine) throw new DamagedPlan(`"${file}" does not say what its jobs have in common`);
  return { created, network, environment, groups } as unknown as Plan;
}

/**
 * What a plan's jobs have in common.
 * @throws FaccentError where there is none, or it cannot be read
 */
export async function readPlan(folder: string): Promise<Plan> {
  const file = path.join(folder, PLAN_FILE);
  let text: string;
  try {
    text = Buffer.from(await readBytes(file, 'read', MOST_PLAN)).toString('utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT')
      throw new FaccentError(
        `"${folder}" is no plan: it has no ${PLAN_FILE}; faccent atlas plan … --out makes one`,
        { cause },
      );
    throw cause;
  }
  let json: unknown;
  try {
    json = parsedJson(text, `"${file}"`);
  } catch (cause) {
    throw new DamagedPlan((cause as Error).message, { cause });
  }
  return planFrom(json, file);
}

/** What the system said of a file, also where it is told of in words. */
export const codeOf = (error: unknown): string | undefined => {
  const { code, cause } = (error ?? {}) as NodeJS.ErrnoException & { readonly cause?: unknown };
  return code ?? (cause === undefined ? undefined : codeOf(cause));
};

/** Names in a folder of files, or of folders, that are what they are called; links and what else lies there are not ours. */
export async function namesOf(folder: string, what: 'files' | 'folders'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries
    .filter((entry) => (what === 'files' ? entry.isFile() : entry.isDirectory()))
    .map(({ name }) => name);
}

/** The groups that have jobs. */
export const groupsOf = async (folder: string, part: 'jobs' | 'todo'): Promise<string[]> =>
  (await namesOf(path.join(folder, part), 'folders')).filter(isGroup).sort();

/** IDs of all jobs, each with its group. */
export async function jobsOf(folder: string): Promise<Map<string, string>> {
  const jobs = new Map<string, string>();
  for (const group of await groupsOf(folder, 'jobs'))
    for (const name of await namesOf(path.join(folder, 'jobs', group), 'files')) {
      const [id, rest] = [name.slice(0, -5), name.slice(-5)];
      if (rest === '.json' && isId(id)) jobs.set(id, group);
    }
  return jobs;
}

/** IDs of jobs that wait. */
export async function waitingOf(folder: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const group of await groupsOf(folder, 'todo'))
    for (const name of await namesOf(path.join(folder, 'todo', group), 'files')) {
      const token = waitingFrom(name);
      if (token) ids.add(token.id);
    }
  return ids;
}

/** Who does what. */
export const runningOf = async (folder: string): Promise<Running[]> =>
  (await namesOf(path.join(folder, 'running'), 'files')).flatMap((name) => runningFrom(name) ?? []);

/** IDs of jobs that are done. */
export const doneOf = async (folder: string): Promise<Set<string>> =>
  new Set((await namesOf(path.join(folder, 'results'), 'folders')).filter(isId));

/** IDs of jobs that were given up. */
export const failedOf = async (folder: string): Promise<Set<string>> =>
  new Set(
    (await namesOf(path.join(folder, 'failed'), 'files')).flatMap((name) =>
      name.endsWith('.json') && isId(name.slice(0, -5)) ? [name.slice(0, -5)] : [],
    ),
  );

/** Makes the folders of a plan that are not there. */
export async function makeParts(folder: string): Promise<void> {
  for (const part of PARTS) await mkdir(path.join(folder, part), { recursive: true });
}

export const jobFile = (folder: string, group: string, id: string): string =>
  path.join(folder, 'jobs', group, `${id}.json`);

/**
 * A job of a plan.
 * @throws FaccentError where it is not there, or not as it was written
 */
export async function readJob(
  folder: string,
  { network, environment }: Pick<Plan, 'network' | 'environment'>,
  group: string,
  id: string,
): Promise<Job> {
  const file = jobFile(folder, group, id);
  const text = Buffer.from(await readBytes(file, 'read the job', MOST_JOB)).toString('utf8');
  try {
    const job = await jobFrom(parsedJson(text, 'it'), id, network);
    if (canonicalJson(job.request.environment) !== canonicalJson(environment))
      throw new FaccentError('it is no job of this plan');
    return job;
  } catch (cause) {
    if (!(cause instanceof FaccentError)) throw cause;
    throw new FaccentError(
      `the job "${file}" is damaged: ${cause.message}; the same faccent atlas plan again mends it`,
      { cause },
    );
  }
}
