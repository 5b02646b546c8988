import path from 'node:path';
import { accentuate, channel, loadModel, pictureOptions, readPhotograph, recordedOptions } from 'faccent';
import { mean } from './numbers.js';
import { root } from './root.js';

const CANVAS = [96, 96] as const;
const STEPS = 2;

let measured: Promise<Readonly<Record<string, string>>> | undefined;

/**
 * What is known of the library without its sources, which change with every commit and mostly change no picture: the defaults
 * of a run, and some numbers of the run that they make, two steps of the shipped network on a shipped photograph. Of the
 * numbers at least one moves by 0.9 % with another seed, by 1 % with a tenth less strength or a hundredth more learning rate, by
 * 17 % with one view less. Numbers and no hash of the picture: processors differ in the last bits. The same run by ONNX
 * Runtime's WASM, whose kernels and graph are others, is off by
 * 0.13 % of the opacity, 0.05 % of the activation; `changes` in made-from.ts allows half a percent.
 * What no default run does (another objective, a report's look) moves nothing here: a change of it is its author's to tell.
 */
export const canary = (): Promise<Readonly<Record<string, string>>> => (measured ??= measure());

async function measure(): Promise<Record<string, string>> {
  const options = Object.entries({ ...recordedOptions, ...pictureOptions });
  const known: Record<string, string> = {};
  for (const [name, { usual }] of options)
    if (usual !== undefined) known[`default of ${name}`] = JSON.stringify(usual);
  const photograph = await readPhotograph(path.join(root, 'examples/photos/chelsea.png'), { size: CANVAS });
  const model = await loadModel();
  const objective = channel({ layer: model.logits, unit: model.classIndex('leopard') });
  const { image, opacity, activation, balance } = await accentuate(model, photograph, objective, {
    steps: STEPS,
  });
  const change = image.data.map((value, i) => Math.abs(value - photograph.data[i]!));
  const numbers = {
    'activation before': activation.before,
    'activation after': activation.after,
    balance: balance!,
    change: mean([...change]),
    opacity: mean([...opacity]),
  };
  for (const [name, value] of Object.entries(numbers)) known[`library: ${name}`] = value.toPrecision(6);
  return known;
}
