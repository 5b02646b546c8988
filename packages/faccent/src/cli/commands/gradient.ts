import { type DeviceChoice, FaccentError, type Value, inputGradient, value } from 'faccent';
import { deviceOf } from '../device.js';
import { writeWhole } from '../../platform/node/atomic.js';
import { modelFile, readNetwork } from '../../models/load.js';
import { formatNpy, readNpy } from '../../formats/npy.js';

export interface GradientFlags {
  readonly model?: string;
  readonly feature: { layer: string; unit: number };
  readonly input: string;
  readonly out: string;
  readonly inputName?: string;
  readonly set: readonly string[];
  readonly device: DeviceChoice;
  readonly threads?: number;
}

/** A value for a further input: `NAME=FILE.npy`, or `NAME=NUMBER`. */
async function fixedInput(text: string): Promise<[string, Value]> {
  const at = text.indexOf('=');
  if (at < 1) throw new FaccentError(`--set ${text}: it should be NAME=FILE.npy or NAME=NUMBER`);
  const [name, given] = [text.slice(0, at), text.slice(at + 1)];
  const plain = Number(given);
  if (given.trim() !== '' && Number.isFinite(plain)) return [name, value([], Float32Array.of(plain))];
  return [name, await readNpy(given)];
}

export async function gradientCommand(flags: GradientFlags): Promise<void> {
  const { network } = await readNetwork(await modelFile(flags.model));
  const wrt = flags.inputName ?? network.inputNamed(undefined);
  const inputs = {
    [wrt]: await readNpy(flags.input),
    ...Object.fromEntries(await Promise.all(flags.set.map(fixedInput))),
  };
  // refuses an input that is not there, and says which are
  for (const name of Object.keys(inputs)) network.inputNamed(name);
  const { layer, unit } = flags.feature;
  const { threads } = flags;
  const device = await deviceOf(flags.device);
  const { gradient, activation } = await inputGradient(network, {
    layer,
    unit,
    wrt,
    inputs,
    device,
    threads,
  });
  await writeWhole(flags.out, formatNpy(gradient.dims, gradient.data as Float32Array));
  console.log(
    `${layer}:${unit} is ${activation}; its gradient (${gradient.dims.join(', ')}) is in ${flags.out}`,
  );
}
