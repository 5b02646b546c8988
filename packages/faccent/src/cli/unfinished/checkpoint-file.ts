import { type Checkpoint, FaccentError, type FileTensor } from 'faccent';
import { sealed, unsealed } from './sealed.js';
import { type Noted, parseStands } from './stands.js';

const FORMAT = 'faccent-checkpoint';
const VERSION = 2;
const PARAMETER = 'parameter.';
const STATE = 'state.';

/** A checkpoint's file; its steps are without their snapshots, which have files of their own. */
export interface CheckpointFile extends Noted {
  readonly checkpoint: Checkpoint;
}

export const nameOf = (steps: number): string => `checkpoint-${String(steps).padStart(6, '0')}.safetensors`;

/** How many steps were done, by a file's name; nothing of other files. */
export function stepsIn(name: string): number | undefined {
  const [, digits] = /^checkpoint-(\d{6,})\.safetensors$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether a run can go on from a checkpoint: one of numbers that are none is not worth keeping. */
export const isSound = ({ parameters, state }: Checkpoint): boolean =>
  [...parameters, ...Object.values(state)].every((data) => data.every(Number.isFinite));

export function formatCheckpoint(
  { parameters, state, steps, ...rest }: Checkpoint,
  { asked, ...noted }: Noted,
): Uint8Array {
  const flat = (data: Float32Array): FileTensor => ({ dims: [data.length], data });
  const tensors = new Map([
    ...parameters.map((p, i) => [`${PARAMETER}${i}`, flat(p)] as const),
    ...Object.entries(state).map(([name, data]) => [`${STATE}${name}`, flat(data)] as const),
  ]);
  const plain = steps.map(({ step, activation, distance, against, dead }) => ({
    ...{ step, activation, distance, against, dead },
  }));
  const stands = JSON.stringify({ ...rest, ...noted, steps: plain });
  return sealed(tensors, { format: FORMAT, version: String(VERSION), stands, asked }).bytes;
}

/** @throws FaccentError unless the file is a checkpoint, as it was written */
export function parseCheckpoint(bytes: Uint8Array, name: string): CheckpointFile {
  const { tensors, notes } = unsealed(bytes, name);
  const { format, version, stands = '{}', asked } = notes;
  if (format !== FORMAT || version !== String(VERSION) || asked === undefined)
    throw new FaccentError(`"${name}" is no checkpoint that this faccent reads`);
  const { here, seconds, snapshots, ...rest } = parseStands(stands, name);
  const under = (prefix: string): [string, Float32Array][] =>
    [...tensors]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { data }]) => [key.slice(prefix.length), data]);
  const checkpoint: Checkpoint = {
    ...rest,
    parameters: under(PARAMETER).map(([, data]) => data),
    state: Object.fromEntries(under(STATE)),
  };
  if (!isSound(checkpoint)) throw new FaccentError(`"${name}" has numbers that are none`);
  return { checkpoint, asked, here, seconds, snapshots };
}
