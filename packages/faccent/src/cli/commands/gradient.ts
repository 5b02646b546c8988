import type { Command } from 'commander';
import { type DeviceChoice, FaccentError, Network, type Value, inputGradient, value } from 'faccent';
import { deviceOf } from '../device.js';
import { MODEL_HELP, withDevice } from '../flags/groups.js';
import { type FeatureText, featureText } from '../flags/parse.js';
import { writeWhole } from '../../platform/node/atomic.js';
import { modelFile } from '../models/load.js';
import { formatNpy } from '../../formats/npy.js';
import { readNpy } from '../../platform/node/tensors.js';

interface GradientFlags {
  readonly model?: string;
  readonly feature: FeatureText;
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

/** Adds what `gradient` takes, and what it does. */
export function define(command: Command): void {
  withDevice(
    command
      .option('--model <name>', MODEL_HELP)
      .requiredOption('--feature <layer:unit>', 'the channel or logit', featureText)
      .requiredOption('--input <file>', 'the input, a NumPy file')
      .requiredOption('--out <file>', 'where the gradient goes, a NumPy file')
      .option('--input-name <name>', 'the input that is differentiated, where there are several')
      .option(
        '--set <name=value...>',
        'a number or a NumPy file for a further input',
        (v: string, all: string[]) => [...all, v],
        [],
      ),
  ).action(gradient);
}

async function gradient(flags: GradientFlags): Promise<void> {
  const { bytes, weights } = await modelFile(flags.model);
  const network = Network.open(bytes, weights);
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
