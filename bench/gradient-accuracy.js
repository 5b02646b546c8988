// Compares our input gradients with PyTorch's in float64 and writes docs/gradient-accuracy.md.
//
//   /usr/bin/python3 bench/oracle.py FOLDER squeezenet1_1 resnet50 resnet50~smooth …
//   node bench/gradient-accuracy.js FOLDER
//
// FOLDER holds NAME.onnx, NAME.input.npy, NAME.grad_full.npy and NAME.json, as the first command makes them.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Network, inputGradient, runtimeVersion } from 'faccent';
import { readNpy } from '../packages/cli/dist/files/npy.js';

const UNIT = 3;
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node bench/gradient-accuracy.js FOLDER');

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();

const rows = [];
for (const name of names) {
  const file = (suffix) => path.join(folder, `${name}.${suffix}`);
  const { float32_error: theirs, tolerance } = JSON.parse(readFileSync(file('json'), 'utf8'));
  const network = Network.open(readFileSync(file('onnx')));
  const [input, expected] = await Promise.all([readNpy(file('input.npy')), readNpy(file('grad_full.npy'))]);
  const { gradient } = await inputGradient(network, {
    layer: 'logits',
    unit: UNIT,
    wrt: 'input',
    inputs: { input },
  });
  let [difference, norm] = [0, 0];
  expected.data.forEach((v, i) => {
    difference += (gradient.data[i] - v) ** 2;
    norm += v * v;
  });
  const error = Math.sqrt(difference / norm);
  rows.push({ name, error, theirs, tolerance, passes: error <= tolerance });
  console.log(
    name.padEnd(28),
    error.toExponential(1),
    'tolerance',
    tolerance.toExponential(1),
    error <= tolerance ? '' : 'FAILS',
  );
}

const cell = (x) => x.toExponential(1);
writeFileSync(
  new URL('../docs/gradient-accuracy.md', import.meta.url),
  `# Accuracy of input gradients

Relative L2 error of the gradient of logit ${UNIT} with respect to the input, against PyTorch 1.13 in float64: torchvision
networks with random weights, exported at opset 16, one image, ONNX Runtime ${runtimeVersion} on the CPU in float32.

In float32 a few activations near zero fall on the other side of a ReLU or a max-pool than in float64; that alone moves
the gradient of a deep kinked network by up to some percent, in PyTorch as here. So the tolerance is three times
PyTorch's own float32 error, and 1e-4 at least. The \`~smooth\` variants have SiLU for ReLU and average for max pools:
the same structure without kinks, the sharp tests. The tolerance of a kinked network is itself one draw of that chance: an
error above it with a sharp smooth variant beside it is the kinks', not the rules'. ${rows.filter((r) => r.passes).length} of ${rows.length} pass.

    /usr/bin/python3 bench/oracle.py FOLDER ${names.slice(0, 3).join(' ')} …
    node bench/gradient-accuracy.js FOLDER

| network | error | PyTorch's float32 error | tolerance | |
| --- | --- | --- | --- | --- |
${rows.map((r) => `| ${r.name} | ${cell(r.error)} | ${cell(r.theirs)} | ${cell(r.tolerance)} | ${r.passes ? 'passes' : '**fails**'} |`).join('\n')}
`,
);
process.exitCode = rows.every((r) => r.passes) ? 0 : 1;
