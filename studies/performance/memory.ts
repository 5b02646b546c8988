// Measures what a step needs in memory beyond the weights, and writes that part of docs/performance.md.
//
//   npm run study memory -- [--rounds 1] NAME=FILE:LAYER:UNIT:REGULARIZED_LAYER…
//
// measures the machine
//
// Networks are ONNX files whose input is 224, such as studies/accuracy/oracle.py exports, for instance
//   vit_b_32=vit_b_32.onnx:heads:3:none resnet50=resnet50.onnx:fc:3:layer1
// The network that ships is always measured. Each is measured in a process of its own.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../common/markdown.js';
import { median } from '../common/numbers.js';
import { networksFrom } from './networks.js';
import { writePart } from './page.js';
import { stepCost } from './rounds.js';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '1' } },
});

const VIEWS = [1, 4, 16];

/** Of the model's file and what lies beside it under its name, in MiB. */
function weightsOf(file: string): number {
  const model = statSync(file).isDirectory() ? path.join(file, 'model.onnx') : file;
  const beside = readdirSync(path.dirname(model)).filter((name) => name.startsWith(path.basename(model)));
  return beside.reduce((sum, name) => sum + statSync(path.join(path.dirname(model), name)).size, 0) / 2 ** 20;
}

const rows = networksFrom(positionals).map(({ name, flags }) => {
  const weights = weightsOf(flags[flags.indexOf('--model') + 1]!);
  const peaks = VIEWS.map((views) => {
    const more = ['--views', String(views), '--size', '224', '--steps', '2'];
    const costs = Array.from({ length: Number(given.rounds) }, () => stepCost([...flags, ...more]));
    return median(costs.map(({ peakMemoryMiB }) => peakMemoryMiB));
  });
  console.error(name, weights, peaks);
  return [name, ...[weights, ...peaks, peaks.at(-1)! - weights].map((mib) => mib.toFixed(0))];
});

const text = `## Memory

The most that the process holds, in MiB, where a canvas of 224 is accentuated, beside the size of the weights, made by
\`npm run study memory\`. Views go through a network in groups of four.

${table(['network', 'weights', ...VIEWS.map((n) => `${n} ${n === 1 ? 'view' : 'views'}`), 'beyond the weights'], rows)}

Node.js and the runtime take about 70 MiB, and the bytes of the file stay in memory. Of up to 256 MiB of weights the
runtime has copies of its own, rearranged for its products, in which a step is fastest. Of more it has none, but maps the
model's file; what is mapped is counted here, though the system takes it back where memory is short. A step of vit_b_32
is a few percent slower so, and the same to the bit; with copies it took 2741 MiB before. What is left are the values of four
views on the way to their gradients.`;
console.log(text);
await writePart('memory', text);
