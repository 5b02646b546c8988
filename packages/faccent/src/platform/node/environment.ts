import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import envPaths from 'env-paths';
import { FaccentError } from '../../errors.js';
import { webAddress } from '../address.js';

const paths = (): ReturnType<typeof envPaths> => envPaths('faccent', { suffix: '' });

/** Where files of plain addresses go: FACCENT_CACHE, or the platform's folder for what can be fetched again. */
export const cacheFolder = (): string =>
  path.resolve(process.env.FACCENT_CACHE || path.join(paths().cache, 'models'));

/** Where graphs go that the runtime has optimized: beside the downloads. */
export const compiledFolder = (): string =>
  process.env.FACCENT_CACHE ? path.join(cacheFolder(), 'compiled') : path.resolve(paths().cache, 'compiled');

/** Where settings are: FACCENT_CONFIG, or the platform's folder for them. */
export const configFolder = (): string => path.resolve(process.env.FACCENT_CONFIG || paths().config);

/** `~` and variables in a path, as Python's `expanduser` and `expandvars` read them. */
const expanded = (given: string): string =>
  given
    .replace(/^~(?=$|[/\\])/, homedir())
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, a?: string, b?: string) => process.env[(a ?? b)!] ?? whole);

/** The Hub's cache, where every program of this machine has it: HF_HUB_CACHE, or `hub` in HF_HOME. */
export function hubCacheFolder(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = process.env;
  const home = HF_HOME || path.join(XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'huggingface');
  return path.resolve(expanded(HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE || path.join(home, 'hub')));
}

/** The Hub's address: HF_ENDPOINT, or huggingface.co. */
export function hubEndpoint(): string {
  const given = process.env.HF_ENDPOINT?.trim() || 'https://huggingface.co';
  try {
    webAddress(given);
  } catch (cause) {
    throw new FaccentError(
      `HF_ENDPOINT should be an address like https://huggingface.co: ${(cause as Error).message}`,
      { cause },
    );
  }
  return given.replace(/\/+$/, '');
}

export const hubToken = (): string | undefined =>
  process.env.HF_TOKEN?.trim() || process.env.HUGGING_FACE_HUB_TOKEN?.trim() || undefined;

/** Whether the environment forbids the network. */
export const offlineByEnvironment = (): boolean =>
  ['FACCENT_OFFLINE', 'HF_HUB_OFFLINE'].some((name) => /^(1|true|yes|on)$/i.test(process.env[name] ?? ''));

/** The most that is fetched as one file, in bytes: FACCENT_DOWNLOAD_LIMIT, in gigabytes, or 8. */
export function downloadLimit(): number {
  const given = process.env.FACCENT_DOWNLOAD_LIMIT?.trim() || '8';
  const limit = Number(given);
  if (!(limit > 0))
    throw new FaccentError(
      `FACCENT_DOWNLOAD_LIMIT is "${given}"; it should be a number of gigabytes, like 8`,
    );
  return limit * 1e9;
}

/** Hosts of the own network that servers may send us on to: FACCENT_PRIVATE_HOSTS, with commas between. */
export const privateHosts = (): string[] =>
  (process.env.FACCENT_PRIVATE_HOSTS ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);

/** Whether Node.js sends requests through a proxy. */
export const behindProxy = (): boolean =>
  (process.env.NODE_USE_ENV_PROXY === '1' ||
    process.execArgv.some((flag) => /^--use-env-proxy$/.test(flag))) &&
  ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].some((name) => process.env[name]);

const UNITS: Readonly<Record<string, number>> = {
  ...{ b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 },
};

/** The most bytes that faccent keeps of its own: FACCENT_CACHE_LIMIT, where it is set. @throws FaccentError */
export function cacheLimit(): number | undefined {
  const given = process.env.FACCENT_CACHE_LIMIT?.trim();
  if (!given) return undefined;
  const [, amount, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?$/i.exec(given) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (amount === undefined || factor === undefined)
    throw new FaccentError(
      `FACCENT_CACHE_LIMIT is "${given.slice(0, 40)}"; it should be an amount like 2GB, 500MB or 0`,
    );
  return Number(amount) * factor;
}

/**
 * Threads of one operator where nothing is said: as many as there are cores, or fewer where OMP_NUM_THREADS says so, which
 * schedulers and their users set for all that computes. What is no number is passed over, as OpenMP does.
 */
export function threadsByEnvironment(): number {
  const cores = availableParallelism();
  // a list has a number a level of nesting
  const given = /^\s*([1-9]\d*)\s*(?:,|$)/.exec(process.env.OMP_NUM_THREADS ?? '')?.[1];
  return given === undefined ? cores : Math.min(Number(given), cores);
}
