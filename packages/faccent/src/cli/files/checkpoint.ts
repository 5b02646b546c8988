import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Checkpoint, FaccentError, type FileTensor, formatSafetensors } from 'faccent';
import type { OutputFolder } from '../../platform/node/atomic.js';
import { readSafetensors } from '../../platform/node/tensors.js';

/** An interrupted run in its output folder: what it was asked, and where it stands. */
const ASKED = 'checkpoint.json';
const VALUES = 'checkpoint.safetensors';
const PARAMETER = 'parameter.';
const STATE = 'state.';

/** Writes both files or none. @param request whatever JSON says what the run was asked to do */
export async function writeCheckpoint(
  folder: OutputFolder,
  request: unknown,
  { parameters, state, ...rest }: Checkpoint,
): Promise<void> {
  const flat = (data: Float32Array): FileTensor => ({ dims: [data.length], data });
  const tensors = new Map([
    ...parameters.map((p, i) => [`${PARAMETER}${i}`, flat(p)] as const),
    ...Object.entries(state).map(([name, data]) => [`${STATE}${name}`, flat(data)] as const),
  ]);
  await folder.write(
    new Map<string, Uint8Array | string>([
      [VALUES, formatSafetensors(tensors)],
      [ASKED, JSON.stringify({ format: 'faccent-checkpoint', version: 1, request, ...rest })],
    ]),
  );
}

/** @throws FaccentError where the folder holds no interrupted run, or one that is damaged */
export async function readCheckpoint(folder: string): Promise<{ request: unknown; checkpoint: Checkpoint }> {
  const file = path.join(folder, ASKED);
  let json: Partial<Checkpoint> & { format?: unknown; request?: unknown };
  try {
    json = (JSON.parse(await readFile(file, 'utf8')) ?? {}) as typeof json;
  } catch (cause) {
    const absent = (cause as { code?: string }).code === 'ENOENT';
    const what = absent ? 'holds no interrupted run: there is no' : 'holds a damaged';
    const help = absent ? 'give the folder that Ctrl-C left a run in' : 'start the run again';
    throw new FaccentError(`"${folder}" ${what} ${ASKED}: ${help}`, { cause });
  }
  const { request, random, balance, steps } = json;
  const numbers = (list: unknown): boolean =>
    Array.isArray(list) && list.every((n) => typeof n === 'number' && Number.isFinite(n));
  if (json.format !== 'faccent-checkpoint' || !numbers(random) || !Array.isArray(steps) || !request)
    throw new FaccentError(`"${file}" is no checkpoint of faccent: start the run again`);
  if (balance !== undefined && typeof balance !== 'number')
    throw new FaccentError(`"${file}" has a balance that is no number: start the run again`);
  const tensors = [...(await readSafetensors(path.join(folder, VALUES)))];
  const under = (prefix: string): [string, Float32Array][] =>
    tensors
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { data }]) => [name.slice(prefix.length), data as Float32Array]);
  const checkpoint: Checkpoint = {
    parameters: under(PARAMETER).map(([, data]) => data),
    state: Object.fromEntries(under(STATE)),
    random: random!,
    balance,
    steps,
  };
  return { request, checkpoint };
}

/** Once the run has ended. */
export async function removeCheckpoint(folder: string): Promise<void> {
  for (const name of [ASKED, VALUES]) await rm(path.join(folder, name), { force: true });
}
