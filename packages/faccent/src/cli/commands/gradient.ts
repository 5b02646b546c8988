import type { Command } from 'commander';
import { type DeviceChoice, Network, inputGradient } from 'faccent';
import { deviceOf } from '../device.js';
import { MODEL_HELP, withDevice } from '../flags/groups.js';
import { furtherInputs, furtherTexts } from '../files/further-inputs.js';
import { type FeatureText, featureText } from '../flags/parse.js';
import { file, newFile } from '../flags/places.js';
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
  readonly set?: readonly string[];
  readonly device: DeviceChoice;
  readonly threads?: number;
}

/** In its help. */
export const examples = ['faccent gradient --feature logits:3 --input picture.npy --out gradient.npy'];

/** Adds what `gradient` takes, and what it does. */
export function define(command: Command): void {
  withDevice(
    command
      .option('--model <name>', MODEL_HELP)
      .requiredOption('--feature <layer:unit>', 'the channel or logit', featureText)
      .requiredOption('--input <file>', 'the input, a NumPy file', file)
      .requiredOption('--out <file>', 'where the gradient goes, a NumPy file', newFile)
      .option('--input-name <name>', 'the input that is differentiated, where there are several')
      .option(
        '--set <name=value>',
        'a further input: a number, numbers, or a NumPy file; again for more',
        furtherTexts,
      ),
  ).action(gradient);
}

async function gradient(flags: GradientFlags): Promise<void> {
  const [input, further, device] = [
    await readNpy(flags.input),
    await furtherInputs(flags.set ?? []),
    await deviceOf(flags.device),
  ];
  const { bytes, weights } = await modelFile(flags.model);
  const network = Network.open(bytes, weights);
  const wrt = network.pictureInput(flags.inputName);
  const inputs = { [wrt]: input };
  const { layer, unit } = flags.feature;
  const { threads } = flags;
  const { gradient, activation } = await inputGradient(network, {
    layer,
    unit,
    wrt,
    inputs,
    further,
    device,
    threads,
  });
  await writeWhole(flags.out, formatNpy(gradient.dims, gradient.data, 'gradient'));
  console.log(
    `${layer}:${unit} is ${activation}; its gradient (${gradient.dims.join(', ')}) is in ${flags.out}`,
  );
}
