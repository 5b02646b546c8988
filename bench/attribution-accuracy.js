// Compares attribution maps with PyTorch's in float64, and prints one row of docs/attributions.md a map.
//
//   /usr/bin/python3 bench/attribution-oracle.py FOLDER googlenet googlenet~smooth …
//   node bench/attribution-accuracy.js FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Model, attribute, channel, pearson, spearman } from 'faccent';
import { readNpy } from '../packages/cli/dist/files/npy.js';

const UNIT = 3;
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node bench/attribution-accuracy.js FOLDER');

const suffix = '.attribution.json';
const names = readdirSync(folder)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .sort();

const relativeError = (ours, theirs) => {
  let [difference, norm] = [0, 0];
  theirs.forEach((v, i) => {
    difference += (ours[i] - v) ** 2;
    norm += v * v;
  });
  return Math.sqrt(difference / norm);
};

const cell = (x) => x.toExponential(1);
let failures = 0;
console.log(`| network | map | error | PyTorch's float32 error | Pearson | Spearman | |
| --- | --- | --- | --- | --- | --- | --- |`);
for (const name of names) {
  const file = (end) => path.join(folder, `${name}.${end}`);
  const { layer, points, float32_error: errors } = JSON.parse(readFileSync(file('attribution.json'), 'utf8'));
  const input = await readNpy(file('input.npy'));
  const size = input.dims.slice(2);
  // the oracle's input is the network's own: the identity stands for preprocessing
  const model = Model.read(readFileSync(file('onnx')), { size, range: [0, 1] });
  const image = { size, data: input.data };
  const logit = channel({ layer: 'logits', unit: UNIT });
  const maps = {
    gradient: { method: 'gradient', channels: 'sum' },
    gradcam: { method: 'grad-cam', layer },
    ig: { method: 'integrated-gradients', steps: points },
  };
  for (const [kind, options] of Object.entries(maps)) {
    const expected = (await readNpy(file(`${kind}.npy`))).data;
    const { map } = await attribute(model, image, logit, options);
    const error = relativeError(map, expected);
    // ReLU and max-pool kinks let float32 rounding move a gradient, in PyTorch as here
    const passes = error <= Math.max(1e-4, 3 * errors[kind]);
    if (!passes) failures++;
    const agreement = [pearson(map, expected), spearman(map, expected)].map((r) => r.toFixed(6));
    console.log(
      `| ${name} | ${kind} | ${cell(error)} | ${cell(errors[kind])} | ${agreement.join(' | ')} | ${passes ? 'passes' : '**fails**'} |`,
    );
  }
}
process.exitCode = failures ? 1 : 0;
