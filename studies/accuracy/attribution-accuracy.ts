// Compares attribution maps with PyTorch's in float64, and prints one row of docs/attributions.md a map.
//
//   /usr/bin/python3 studies/accuracy/attribution-oracle.py FOLDER googlenet googlenet~smooth …
//   npm run study attribution-accuracy -- FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  type Attribution,
  Model,
  channel,
  gradCam,
  integratedGradients,
  pearson,
  saliency,
  spearman,
} from 'faccent';
import { readNpy } from '../common/files.js';
import { relativeError } from '../common/numbers.js';

const UNIT = 3;
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: npm run study attribution-accuracy -- FOLDER');

/** The maps that are compared, as the oracle names their files. */
type Kind = 'gradient' | 'gradcam' | 'ig';

/** What the oracle says of a network. */
interface Oracle {
  readonly layer: string;
  readonly points: number;
  readonly float32_error: Readonly<Record<Kind, number>>;
}

const suffix = '.attribution.json';
const names = readdirSync(folder)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .sort();

const cell = (x: number): string => x.toExponential(1);
let failures = 0;
console.log(`| network | map | error | PyTorch's float32 error | Pearson | Spearman | |
| --- | --- | --- | --- | --- | --- | --- |`);
for (const name of names) {
  const file = (end: string): string => path.join(folder, `${name}.${end}`);
  const oracle = JSON.parse(readFileSync(file('attribution.json'), 'utf8')) as Oracle;
  const input = readNpy(file('input.npy'));
  const size = [input.dims[2]!, input.dims[3]!] as const;
  // the oracle's input is the network's own: the identity stands for preprocessing
  const model = Model.read(readFileSync(file('onnx')), { size, range: [0, 1] });
  const image = { size, data: input.data as Float32Array };
  const logit = channel({ layer: 'logits', unit: UNIT });
  const maps: Record<Kind, () => Promise<Attribution>> = {
    gradient: () => saliency(model, image, logit, { channels: 'sum' }),
    gradcam: () => gradCam(model, image, logit, { layer: oracle.layer }),
    ig: () => integratedGradients(model, image, logit, { steps: oracle.points }),
  };
  for (const kind of Object.keys(maps) as Kind[]) {
    const expected = readNpy(file(`${kind}.npy`)).data as Float32Array;
    const { map } = await maps[kind]();
    const error = relativeError(map, expected);
    const theirs = oracle.float32_error[kind];
    // ReLU and max-pool kinks let float32 rounding move a gradient, in PyTorch as here
    const passes = error <= Math.max(1e-4, 3 * theirs);
    if (!passes) failures++;
    const agreement = [pearson(map, expected), spearman(map, expected)].map((r) => r.toFixed(6));
    console.log(
      `| ${name} | ${kind} | ${cell(error)} | ${cell(theirs)} | ${agreement.join(' | ')} | ${passes ? 'passes' : '**fails**'} |`,
    );
  }
}
process.exitCode = failures ? 1 : 0;
