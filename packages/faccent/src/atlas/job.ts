import { canonicalJson } from '../declaration/json.js';
import { FaccentError } from '../errors.js';
import { digest } from '../math/digest.js';
import { checkRequest } from '../recipe/check.js';
import { RECIPE_VERSION, type RunRequest } from '../recipe/recipe.js';

/** The format of a job's file. */
export const JOB_FORMAT = 'faccent-job';

/** Hexadecimal digits of a job's ID: 128 bits, of which no two are alike by chance. */
const ID_LENGTH = 32;

/** What all jobs of a plan have in common, and its own file says: labels of a thousand classes would be in every job. */
export type Network = Omit<RunRequest['model'], 'facts'>;

/** A run that is to be made. */
export interface Job {
  readonly id: string;
  /** When it was planned: its result says no other time, so that it is the same whoever makes it, and when. */
  readonly created: string;
  readonly request: RunRequest;
}

const hashOf = (value: unknown): Promise<string> => digest(new TextEncoder().encode(canonicalJson(value)));

const networks = new WeakMap<object, Promise<string>>();

/** What a network is and how it is used: found once for each description, which has all labels. */
export function networkKey({
  sha256,
  description,
}: Pick<Network, 'sha256' | 'description'>): Promise<string> {
  const found = networks.get(description) ?? hashOf({ sha256, description });
  networks.set(description, found);
  return found;
}

/**
 * The content address of a run: the first 32 hexadecimal digits of the SHA-256 of what shapes its result. Where files
 * are, what people call things and when it was asked do not count.
 * @example const id = await jobId(await recipe({ model, photograph, objective }))
 */
export async function jobId(request: RunRequest): Promise<string> {
  const { environment, model, photo, encoder, objective, settings } = request;
  const { mask } = settings;
  const essence = {
    network: await networkKey(model),
    photo: photo && { sha256: photo.sha256, background: photo.background ?? null },
    encoder: encoder?.sha256,
    objective,
    settings: { ...settings, mask: mask && 'sha256' in mask ? { sha256: mask.sha256 } : mask },
    device: environment.device,
    threads: environment.threads,
  };
  return (await hashOf(essence)).slice(0, ID_LENGTH);
}

/** What runs that share a compiled graph have in common; their layers are known by what raises them. */
export const graphKey = async ({ photo, encoder, settings }: RunRequest, layer: string): Promise<string> => {
  const { randomSeed, learningRate, strength, steps, cutoff, opacityPercentile, mask, ...graph } = settings;
  void [randomSeed, learningRate, strength, steps, cutoff, opacityPercentile];
  return (await hashOf([layer, photo !== undefined, encoder?.sha256, mask !== null, graph])).slice(0, 16);
};

/** A job as its file has it. */
export const formatJob = ({ created, request }: Omit<Job, 'id'>): string => {
  const { environment, model, photo, encoder, name, objective, feature, settings } = request;
  const { sha256, facts } = model;
  return `${JSON.stringify({
    ...{ format: JOB_FORMAT, version: RECIPE_VERSION, created, environment, model: { sha256, facts } },
    ...{ photo, encoder, name, objective, feature, settings },
  })}\n`;
};

/**
 * A job from its file.
 * @param json what the file says
 * @param id what the file is called
 * @throws FaccentError where it is another than its name says
 */
export async function jobFrom(json: unknown, id: string, network: Network): Promise<Job> {
  const { format, created, model, ...rest } = (json ?? {}) as Record<string, unknown>;
  const { sha256, facts } = (model ?? {}) as { sha256?: unknown; facts?: RunRequest['model']['facts'] };
  if (format !== JOB_FORMAT || typeof created !== 'string' || sha256 !== network.sha256)
    throw new FaccentError('it is no job of this plan');
  const request = checkRequest({ ...rest, model: { ...network, facts } });
  if ((await jobId(request)) !== id) throw new FaccentError('it is not as it was written');
  return { id, created, request };
}
