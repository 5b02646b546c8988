// Compares our input gradients with PyTorch's in float64 and writes docs/gradient-accuracy.md.
//
//   /usr/bin/python3 studies/accuracy/oracle.py FOLDER squeezenet1_1 resnet50 resnet50~smooth …
//   npm run study gradient-accuracy -- FOLDER
//
// FOLDER holds NAME.onnx, NAME.input.npy, NAME.grad_full.npy and NAME.json, as the first command makes them.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Network, inputGradient, runtimeVersion } from 'faccent';
import { readNpy } from '../common/files.js';
import { table } from '../common/markdown.js';
import { inTurn, relativeError } from '../common/numbers.js';
import { writePage } from '../common/page.js';

const UNIT = 3;
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: npm run study gradient-accuracy -- FOLDER');

/** What PyTorch's float32 gradient is off by, and what ours may be. */
interface Oracle {
  readonly float32_error: number;
  readonly tolerance: number;
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !file.endsWith('.attribution.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();

const rows = await inTurn(names, async (name) => {
  const file = (suffix: string): string => path.join(folder, `${name}.${suffix}`);
  const { float32_error: theirs, tolerance } = JSON.parse(readFileSync(file('json'), 'utf8')) as Oracle;
  const network = Network.open(readFileSync(file('onnx')));
  const input = readNpy(file('input.npy'));
  const { gradient } = await inputGradient(network, {
    layer: 'logits',
    unit: UNIT,
    wrt: 'input',
    inputs: { input },
  });
  const expected = readNpy(file('grad_full.npy'));
  const error = relativeError(gradient.data, expected.data as Float32Array);
  const passes = error <= tolerance;
  console.log(
    name.padEnd(28),
    error.toExponential(1),
    'tolerance',
    tolerance.toExponential(1),
    passes ? '' : 'FAILS',
  );
  return { name, error, theirs, tolerance, passes };
});

const cells = rows.map(({ name, error, theirs, tolerance, passes }) => [
  name,
  ...[error, theirs, tolerance].map((x) => x.toExponential(1)),
  passes ? 'passes' : '**fails**',
]);
await writePage(
  'docs/gradient-accuracy.md',
  `# Accuracy of input gradients

Relative L2 error of the gradient of logit ${UNIT} with respect to the input, against PyTorch 1.13 in float64: torchvision
networks with random weights, exported at opset 16, one image, ONNX Runtime ${runtimeVersion} on the CPU in float32.

In float32 a few activations near zero fall on the other side of a ReLU or a max-pool than in float64; that alone moves
the gradient of a deep kinked network by up to some percent, in PyTorch as here. So the tolerance is three times
PyTorch's own float32 error, and 1e-4 at least. The \`~smooth\` variants have SiLU for ReLU and average for max pools:
the same structure without kinks, the sharp tests. The tolerance of a kinked network is itself one draw of that chance: an
error above it with a sharp smooth variant beside it is the kinks', not the rules'. ${rows.filter((r) => r.passes).length} of ${rows.length} pass.

    /usr/bin/python3 studies/accuracy/oracle.py FOLDER ${names.slice(0, 3).join(' ')} …
    npm run study gradient-accuracy -- FOLDER

${table(['network', 'error', "PyTorch's float32 error", 'tolerance', ''], cells)}
`,
);
process.exitCode = rows.every((r) => r.passes) ? 0 : 1;
